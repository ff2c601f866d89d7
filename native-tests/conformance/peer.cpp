// The conformance peer in C++, through the wrapper: ends of channels under remote control, see traffic.h.
#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <sys/wait.h>
#include <thread>
#include <vector>

#include <shmnative.hpp>

#include "traffic.h"

// Two types that a channel tells apart by name and by size.
template <std::size_t Size>
struct tick {
    unsigned char bytes[Size];
};
template <std::size_t Size>
struct tock {
    unsigned char bytes[Size];
};
template <std::size_t Size>
struct shm::type_of<tick<Size>> {
    static constexpr const char *name = "tick";
};
template <std::size_t Size>
struct shm::type_of<tock<Size>> {
    static constexpr const char *name = "tock";
};

namespace
{

// One of the three; what is claimed or taken by single commands stays until a command gives it back.
struct end {
    std::string name;
    std::shared_ptr<shm::sender<void>> sender;
    std::shared_ptr<shm::receiver<void>> receiver;
    std::shared_ptr<shm::reader<void>> reader;
    std::shared_ptr<void> typed;
    std::function<int()> close_typed;
    std::deque<shm::claim<>> claims;
    std::deque<shm::message<>> messages;
};

// Only the main thread changes it, and not while an end is busy that it would take away.
std::map<std::string, std::unique_ptr<end>> ends;

// ---- send END COUNT OPTIONS

// Claims while it can, at most a batch; then commits. With claims outstanding, waiting could be for ourselves.
int send_batch(shm::sender<void> &sender, const words &words, std::uint32_t number, std::uint32_t left,
               std::uint32_t &sent)
{
    const auto size = static_cast<std::size_t>(option_number(&words, "size", 8));
    const auto batch = std::min(static_cast<std::uint32_t>(option_number(&words, "batch", 0)), left);
    std::vector<shm::claim<>> claims;
    int status = 0;
    while (claims.size() < batch) {
        shm::claim<> claim;
        status = sender.try_claim(claim, claims.empty() ? option_timeout(&words) : 0);
        if (status != 0)
            break;
        fill(claim.data(), size, tag_of(number, sent + static_cast<std::uint32_t>(claims.size())));
        claims.push_back(std::move(claim));
    }
    for (auto &claim : claims) {
        if (const int refused = claim.try_commit(size, tag_of(number, sent)); refused != 0)
            return refused;
        sent++;
    }
    return claims.empty() ? status : 0;
}

void send_all(const end &end, const words &words)
{
    const auto count = static_cast<std::uint32_t>(std::stoul(words.word[2]));
    const auto number = static_cast<std::uint32_t>(option_number(&words, "sender", 0));
    std::vector<unsigned char> message(static_cast<std::size_t>(option_number(&words, "size", 8)));
    std::uint32_t sent = 0;
    int status = 0;
    while (sent < count) {
        if (option_text(&words, "batch") != nullptr) {
            status = send_batch(*end.sender, words, number, count - sent, sent);
        } else {
            fill(message.data(), message.size(), tag_of(number, sent));
            status = end.sender->try_send(message.data(), message.size(), option_timeout(&words), tag_of(number, sent));
            sent += status == 0;
        }
        if (status != 0 && !option_retry(&words, status))
            break;
    }
    unsigned long long sum = 0;
    for (std::uint32_t i = 0; i < sent; i++)
        sum += tag_of(number, i);
    answer(end.name.c_str(), "sent=%u sum=%llu status=#%d", sent, sum, status);
}

// ---- receive END COUNT OPTIONS

// In place, as many as there are up to a batch; leaving the block releases them.
int receive_batch(shm::receiver<void> &receiver, const words &words, long long left, tally &tally)
{
    const auto batch = std::min(option_number(&words, "batch", 0), left);
    std::vector<shm::message<>> messages;
    int status = 0;
    while (static_cast<long long>(messages.size()) < batch) {
        shm::message<> message;
        status = receiver.try_take(message, messages.empty() ? option_timeout(&words) : 0);
        if (status != 0)
            break;
        tally.again += message.is_redelivered();
        tally_add(&tally, message.data(), message.size(), message.tag());
        messages.push_back(std::move(message));
    }
    return messages.empty() ? status : 0;
}

void receive_all(const end &end, const words &words)
{
    const long long count = std::stoll(words.word[2]);
    std::vector<unsigned char> buffer(end.receiver->info().capacity);
    tally tally{};
    tally.counts = option_text(&words, "many") != nullptr;
    int status = 0;
    while (tally.count < count) {
        if (option_text(&words, "batch") != nullptr) {
            status = receive_batch(*end.receiver, words, count - tally.count, tally);
        } else {
            shm_message message;
            status = end.receiver->try_receive(buffer.data(), buffer.size(), option_timeout(&words), &message);
            if (status == 0) {
                tally.again += (message.flags & SHM_MESSAGE_REDELIVERED) != 0;
                tally_add(&tally, buffer.data(), message.length, message.tag);
            }
        }
        if (status != 0 && !option_retry(&words, status))
            break;
    }
    tally_answer(&tally, end.name.c_str(), 0, status);
}

void read_all(const end &end, const words &words)
{
    const long long count = std::stoll(words.word[2]);
    std::vector<unsigned char> buffer(end.reader->info().capacity);
    tally tally{};
    int status = 0;
    while (tally.count < count) {
        shm_message message;
        status = end.reader->try_receive(buffer.data(), buffer.size(), option_timeout(&words), &message);
        if (status == 0)
            tally_add(&tally, buffer.data(), message.length, message.tag);
        tally.lapped += status == SHM_LAPPED;
        if (status != 0 && status != SHM_LAPPED && !option_retry(&words, status))
            break;
    }
    tally_answer(&tally, end.name.c_str(), end.reader->lost(), status);
}

// get END: a value's newest, once more.
void get(const end &end)
{
    std::vector<unsigned char> buffer(end.reader->info().capacity);
    tally tally{};
    shm_message message;
    const int status = end.reader->try_get(buffer.data(), buffer.size(), &message);
    if (status == 0)
        tally_add(&tally, buffer.data(), message.length, message.tag);
    tally_answer(&tally, end.name.c_str(), 0, status);
}

// ---- open END ROLE ADDRESS OPTIONS

shm::channel_options creation_of(const words &words)
{
    const char *const mode = option_text(&words, "mode");
    shm::channel_options options;
    options.flags = static_cast<std::uint32_t>((option_has(&words, "concurrent") ? SHM_CHANNEL_CONCURRENT : 0) |
                                               (option_has(&words, "observable") ? SHM_CHANNEL_OBSERVABLE : 0) |
                                               (option_has(&words, "at-most-once") ? SHM_CHANNEL_AT_MOST_ONCE : 0) |
                                               (option_has(&words, "persistent") ? SHM_CHANNEL_PERSISTENT : 0));
    options.slots = static_cast<std::uint64_t>(option_number(&words, "slots", 0));
    options.capacity = static_cast<std::uint64_t>(option_number(&words, "capacity", 0));
    options.history = static_cast<std::uint64_t>(option_number(&words, "history", 0));
    options.participants = static_cast<std::uint32_t>(option_number(&words, "participants", 0));
    options.mode = mode != nullptr ? static_cast<std::uint32_t>(std::stoul(mode, nullptr, 8)) : 0;
    return options;
}

template <class Publisher, class Subscriber>
void open_typed(end &end, const std::string &role, const char *address, const words &words,
                const shm::endpoint_options &options)
{
    if (role == "publisher") {
        auto opened = std::make_shared<Publisher>(address, creation_of(words), options);
        end.close_typed = [opened] { return opened->try_close(); };
        end.typed = std::move(opened);
    } else {
        auto opened = std::make_shared<Subscriber>(address, options);
        end.close_typed = [opened] { return opened->try_close(); };
        end.typed = std::move(opened);
    }
}

void open_end(end &end, const words &words)
{
    const std::string role = words.word[2], type = option_text(&words, "type") ? option_text(&words, "type") : "";
    const char *const address = words.word[3];
    shm::endpoint_options options;
    options.flags = option_has(&words, "wait-for-peer") ? static_cast<std::uint32_t>(SHM_ENDPOINT_WAIT_FOR_PEER) : 0;
    options.name = option_text(&words, "name");
    options.history = static_cast<std::uint64_t>(option_number(&words, "want", 0));
    options.wait_ns = option_number(&words, "wait", 0) * 1000000000;
    if (type == "tick/8")
        open_typed<shm::publisher<tick<8>>, shm::subscriber<tick<8>>>(end, role, address, words, options);
    else if (type == "tick/4")
        open_typed<shm::publisher<tick<4>>, shm::subscriber<tick<4>>>(end, role, address, words, options);
    else if (type == "tock/8")
        open_typed<shm::publisher<tock<8>>, shm::subscriber<tock<8>>>(end, role, address, words, options);
    else if (role == "publisher")
        end.sender = std::make_shared<shm::publisher<>>(address, creation_of(words), options);
    else if (role == "producer")
        end.sender = std::make_shared<shm::producer<>>(address, creation_of(words), options);
    else if (role == "writer")
        end.sender = std::make_shared<shm::value_writer<>>(address, creation_of(words), options);
    else if (role == "subscriber")
        end.receiver = std::make_shared<shm::subscriber<>>(address, options);
    else if (role == "consumer")
        end.receiver = std::make_shared<shm::consumer<>>(address, options);
    else if (role == "lossy")
        end.reader = std::make_shared<shm::lossy_subscriber<>>(address, options);
    else if (role == "topic-observer")
        end.reader = std::make_shared<shm::topic_observer<>>(address, options);
    else if (role == "reader")
        end.reader = std::make_shared<shm::value_reader<>>(address, options);
    else
        end.reader = std::make_shared<shm::value_observer<>>(address, options);
}

// ---- COMMAND END

void close_end(end &end)
{
    if (end.sender)
        end.sender->try_close();
    if (end.receiver)
        end.receiver->try_close();
    if (end.reader)
        end.reader->try_close();
    if (end.close_typed)
        end.close_typed();
}

int claim(end &end)
{
    shm::claim<> claim;
    const int status = end.sender->try_claim(claim);
    if (status == 0)
        end.claims.push_back(std::move(claim));
    return status;
}

int commit(end &end, std::size_t length)
{
    shm::claim<> none;
    const int status = (end.claims.empty() ? none : end.claims.front()).try_commit(length);
    if (status == 0)
        end.claims.pop_front();
    return status;
}

int abort_claims(end &end)
{
    if (end.claims.empty())
        return shm_sender_abort(end.sender->get());
    end.claims.clear();
    return 0;
}

int take(end &end)
{
    shm::message<> message;
    const int status = end.receiver->try_take(message);
    if (status == 0)
        end.messages.push_back(std::move(message));
    return status;
}

int release(end &end)
{
    if (end.messages.empty())
        return shm_receiver_release(end.receiver->get());
    end.messages.pop_front();
    return 0;
}

// Sends a message, forks, and says what the child got.
void send_in_child(const end &end)
{
    const char byte = 1;
    end.sender->send(&byte, 1);
    const pid_t pid = fork();
    if (pid == 0)
        _exit(end.sender->try_send(&byte, 1) == SHM_FORKED_CHILD ? 77 : 1);
    int status = 0;
    waitpid(pid, &status, 0);
    answer(end.name.c_str(), "exit=%d signal=%d", WEXITSTATUS(status), WTERMSIG(status));
}

// Forks a child that lives until it is killed, or for a minute.
void fork_and_live(const end &end)
{
    const pid_t pid = fork();
    if (pid == 0) {
        alarm(60);
        for (;;)
            pause();
    }
    answer(end.name.c_str(), "child=%d", static_cast<int>(pid));
}

int remove_channel(const std::string &kind, const char *address)
{
    if (kind == "topic")
        shm::topic_remove(address);
    else if (kind == "queue")
        shm::queue_remove(address);
    else
        shm::value_remove(address);
    return 0;
}

int cancel(const end &end)
{
    return end.sender ? end.sender->try_cancel() : end.receiver ? end.receiver->try_cancel() : end.reader->try_cancel();
}

// A command that takes its time, on a thread of its own.
void run(std::string line)
{
    const words words = split(line.data());
    const end &end = *ends.at(words.word[1]);
    if (end.sender)
        send_all(end, words);
    else if (end.receiver)
        receive_all(end, words);
    else
        read_all(end, words);
}

void execute(const words &words)
{
    const std::string command = words.word[0], name = words.word[1];
    if (command == "open") {
        auto opened = std::make_unique<end>();
        opened->name = name;
        open_end(*opened, words);
        ends[name] = std::move(opened);
        return answer(name.c_str(), "opened");
    }
    if (command == "remove")
        return answer(name.c_str(), "#%d", remove_channel(name, words.word[2]));

    end &end = *ends.at(name);
    if (command == "close") {
        close_end(end);
        return answer(name.c_str(), "closed");
    }
    if (command == "get")
        return get(end);
    if (command == "fork")
        return send_in_child(end);
    if (command == "fork-and-live")
        return fork_and_live(end);
    answer(name.c_str(), "#%d",
           command == "end"       ? end.sender->try_end()
           : command == "claim"   ? claim(end)
           : command == "commit"  ? commit(end, std::stoul(words.word[2]))
           : command == "abort"   ? abort_claims(end)
           : command == "take"    ? take(end)
           : command == "release" ? release(end)
                                  : cancel(end));
}

} // namespace

int main()
{
    std::cout << "ready" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        if (line.rfind("send ", 0) == 0 || line.rfind("receive ", 0) == 0) {
            std::thread([line] { run(line); }).detach();
            continue;
        }
        words words = split(line.data());
        try {
            execute(words);
        } catch (const shm::error &error) {
            answer(words.word[1], "#%d: %s", error.status(), error.what());
        }
    }
    for (auto &[name, end] : ends)
        close_end(*end);
    finish_answers();
    return 0;
}
