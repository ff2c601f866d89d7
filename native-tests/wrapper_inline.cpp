// The ends of the C++ wrapper between the inline calls and the library, loops over what they receive, and what stays
// safe when an end goes before its claims and messages.
#include "check.h"
#include <cstring>
#include <poll.h>
#include <shmnative.hpp>
#include <thread>
#include <unistd.h>
#if __cplusplus >= 202002L
#include <ranges>
#endif

using namespace std::chrono_literals;

#if __cplusplus >= 202002L
static_assert(std::ranges::input_range<shm::subscriber<int>> && std::ranges::input_range<shm::consumer<>>);
static_assert(std::ranges::input_range<shm::value_reader<int>>);
#endif

// Ends whose handle can be seen without taking them back.
template <class End>
struct seen : End {
    using End::End;
    auto *handle() { return End::state().handle(); }
};
using seen_publisher = seen<shm::publisher<>>;
using seen_subscriber = seen<shm::subscriber<>>;

static bool is_lent(seen_publisher &end)
{
    shm_channel_info info = SHM_CHANNEL_INFO_INIT;
    return shm_sender_info(end.handle(), &info) == SHM_CONCURRENT_USE;
}

static bool is_lent(seen_subscriber &end)
{
    shm_channel_info info = SHM_CHANNEL_INFO_INIT;
    return shm_receiver_info(end.handle(), &info) == SHM_CONCURRENT_USE;
}

static std::string name_of(const char *test)
{
    return "shmnative-cpp-" + std::string(test) + "-" + std::to_string(getpid());
}

static shm::channel_options shape(std::uint64_t slots, bool concurrent)
{
    shm::channel_options options;
    options.slots = slots;
    options.capacity = 64;
    options.concurrent = concurrent;
    return options;
}

// Inline from the start, by the library when it has to be, and inline again.
static void to_and_fro(bool concurrent)
{
    const std::string name = name_of("to-and-fro");
    seen_publisher publisher(name, shape(4, concurrent));
    seen_subscriber subscriber(name);
    CHECK(is_lent(publisher) && is_lent(subscriber));
    shm::message<> message;
    for (std::uint32_t round = 0; round < 20; round++) {
        for (std::uint32_t i = 0; i < 4; i++)
            publisher.send("text", shm::tag(i));
        CHECK_EQUAL(publisher.try_send("text"), SHM_FULL);
        CHECK_EQUAL(publisher.try_send("text", 1ms), SHM_TIMEOUT);
        CHECK(is_lent(publisher));
        CHECK_EQUAL(publisher.info().capacity, 64);
        CHECK(!is_lent(publisher));

        shm::message<> all[8];
        CHECK_EQUAL(subscriber.try_take_many(all, 8), 4);
        all[2].release();
        CHECK(!is_lent(subscriber)); // a message before it is held
        CHECK_EQUAL(subscriber.try_take(message), SHM_EMPTY);
        all[0].release();
        all[1].release();
        CHECK_EQUAL(all[3].tag(), 3);
        all[3].release();
        CHECK_EQUAL(subscriber.try_take(message), SHM_EMPTY);
        CHECK(is_lent(subscriber));
        CHECK_EQUAL(subscriber.try_take(message, 1ms), SHM_TIMEOUT);

        shm::claim<> claim = publisher.claim();
        CHECK(is_lent(publisher));
        CHECK_EQUAL(publisher.info().slots, 4);
        claim.commit(3, shm::tag(7)); // after a call of the library's between
        message = subscriber.take();
        publisher.send("next");
        char text[8];
        CHECK_EQUAL(subscriber.try_receive(text, sizeof text), 0); // while another is held
        CHECK(std::memcmp(text, "next", 4) == 0 && message.size() == 3 && message.tag() == 7);
        message.release();
    }
    std::thread canceller([&] { subscriber.cancel(); });
    CHECK_EQUAL(subscriber.try_take(message, shm::forever), SHM_CANCELLED);
    canceller.join();
    publisher.end();
    CHECK(!subscriber.take());
}

// What has to wait for it keeps it: a wait set, a descriptor, a caller with its handle.
static void stays()
{
    const std::string name = name_of("stays");
    seen_publisher publisher(name, shape(4, false));
    seen_subscriber first(name), second(name);
    shm::wait_set set;
    set.add(first, 1);
    pollfd polled{second.poll_fd(), POLLIN, 0};
    CHECK(set.wait(1ms).empty());
    shm::message<> message;
    CHECK_EQUAL(second.try_take(message), SHM_EMPTY);
    CHECK_EQUAL(poll(&polled, 1, 0), 0);
    publisher.send("text");
    CHECK(set.wait(60s)[0].tag == 1 && poll(&polled, 1, 60000) == 1);
    CHECK_EQUAL(first.take().size() + second.take().size(), 8);
    CHECK(!is_lent(first) && !is_lent(second) && is_lent(publisher));
    CHECK_EQUAL(shm_sender_send(publisher.native_handle(), "x", 1, 0, 0), 0);
    publisher.send("y");
    CHECK(!is_lent(publisher));

    for (int i = 0; i < 200; i++) { // members that leave without a word are forgotten
        shm::subscriber<> member(name);
        set.add(member, 100 + i);
    }
    CHECK_EQUAL(set.wait(60s).size(), 1);
}

// An end that is closed or moved before what it gave out has ended.
static void ends_first()
{
    const std::string name = name_of("ends-first");
    shm::producer<int> producer(name);
    shm::consumer<int> consumer(name);
    producer.send(1);
    producer.send(2);
    shm::message<int> message = consumer.take();
    shm::claim<int> claim = producer.claim();
    shm::consumer<int> moved = std::move(consumer);
    CHECK(!consumer && moved);
    CHECK_EQUAL(*message, 1);
    moved.close();
    message.release();
    producer.close();
    CHECK_EQUAL(claim.try_commit(), SHM_INVALID_HANDLE);
    CHECK(!producer && shm::last_error().find("handle") != std::string::npos);
    CHECK_EQUAL(moved.try_take(message), SHM_INVALID_HANDLE);
    CHECK_EQUAL(moved.try_close(), 0);
}

static void loops()
{
    const std::string name = name_of("loops");
    shm::publisher<int> publisher(name, shape(8, false));
    shm::subscriber<int> typed(name);
    shm::subscriber<> bytes(name);
    shm::endpoint_options patient;
    patient.wait_for_peer = true;
    std::thread sender([&] {
        for (int i = 1; i <= 100; i++)
            publisher.send(i);
        publisher.end();
    });
    std::thread other([&] {
        std::size_t size = 0;
        for (const auto &message : bytes)
            size += message.size();
        CHECK_EQUAL(size, 100 * sizeof(int));
    });
    int sum = 0;
    for (auto &message : typed)
        sum += *message;
    CHECK_EQUAL(sum, 5050);
    sender.join();
    other.join();
    for (auto &message : typed)
        CHECK(message && false); // the stream has ended

    const std::string value = name_of("loops-value");
    shm::value_writer<int> writer(value);
    shm::value_reader<int> reader(value);
    writer.send(5);
    int newest = 0;
    for (const auto &read : reader) {
        newest = *read;
        writer.end();
    }
    CHECK_EQUAL(newest, 5);
}

int main()
{
    to_and_fro(false);
    to_and_fro(true);
    stays();
    ends_first();
    loops();
    return check_failures != 0;
}
