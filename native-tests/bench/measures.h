// The measures, generic over a transport: a struct with
//
//   class Sender    Sender(const Channel &), void start(), bool try_send(const void *, size_t)
//   class Receiver  Receiver(const Channel &), void start(), bool try_receive(void *, size_t), void wait(void *,
//   size_t) static void clean(const std::string &channel)    removes what a killed contender left
//
// start() runs when all parties are there, try forms return false when there is no room or no message, wait() sleeps.
// A transport may block in try_send. What else it can do it says by the constants of Transport.
#pragma once

#include "harness.h"

#include <fstream>
#include <limits>
#include <memory>
#include <sys/statvfs.h>

namespace bench
{

struct Transport {
    static constexpr bool polls =
        true; // false: it has threads of its own, which a polling caller would keep off the core
    static constexpr bool shares_senders = false; // several senders to one channel; otherwise each has its own
    static constexpr bool shares_receivers =
        false; // every receiver of a channel gets every message; otherwise each has its own
    static constexpr bool in_place =
        false; // Sender: void *claim(size_t), void commit(size_t); Receiver: const void *take(), void release()
    static constexpr bool in_kernel = false; // its memory is the kernel's and is not seen in the process
    static constexpr bool attaches = true;   // opening an end means that the other side is reached
    static constexpr bool has_call = false;  // static void call(): the smallest exported function
};

template <class T>
class Measures
{
public:
    explicit Measures(const Job &job) : job_(job), again_(job) {}

    void run()
    {
        if (job_.measure == "clean")
            clean();
        else if (job_.measure == "round-trip")
            job_.role == 0 ? ping() : pong();
        else if (job_.measure == "in-place")
            in_place();
        else if (job_.measure == "stream" || job_.measure == "publishers")
            job_.role == 0 ? gather() : produce();
        else if (job_.measure == "fan-out")
            job_.role == 0 ? publish() : subscribe();
        else if (job_.measure == "wake")
            job_.role == 0 ? nudge() : sleep();
        else if (job_.measure == "send")
            send();
        else if (job_.measure == "look")
            look();
        else if (job_.measure == "call")
            call();
        else if (job_.measure == "attach")
            job_.role == 0 ? host() : attach();
        else if (job_.measure == "memory")
            memory();
        else
            fail("unknown measure " + job_.measure);
    }

private:
    using Sender = typename T::Sender;
    using Receiver = typename T::Receiver;

    // ---- one message after the other

    void ping()
    {
        Sender there(channel(0, true, true));
        Receiver back(channel(1, true, true));
        begin(there, back);
        Message out = message_of(job_), in = message_of(job_);
        const std::uint64_t number = repeat([&](std::uint64_t i) {
            fill(out, i, spoil(i));
            const std::uint64_t before = now();
            put(there, out);
            get(back, in);
            const std::uint64_t after = now();
            verify(in, i);
            return after - before;
        });
        fill(out, stop);
        put(there, out);
        Result().percentiles(samples_).say(number);
    }

    // The answer is sent before the message is checked: the check is not on the way that is measured.
    void pong()
    {
        Receiver there(channel(0, false, true));
        Sender back(channel(1, false, true));
        begin(there, back);
        Message in = message_of(job_);
        std::uint64_t number = 0;
        for (get(there, in); in[0] != stop; get(there, in)) {
            put(back, in);
            verify(in, ++number);
        }
        Result().say(number);
    }

    // ---- a round trip in which only the ends of the message are touched

    void in_place()
    {
        if constexpr (!T::in_place) {
            unsupported("it copies");
        } else if (job_.role == 0) {
            Sender there(channel(0, true, true));
            Receiver back(channel(1, true, true));
            begin(there, back);
            const std::uint64_t number = repeat([&](std::uint64_t i) {
                const std::uint64_t before = now();
                stamp(there, i, spoil(i));
                look_at(back, i);
                return now() - before;
            });
            stamp(there, stop, false);
            Result().percentiles(samples_).say(number);
        } else {
            Receiver there(channel(0, false, true));
            Sender back(channel(1, false, true));
            begin(there, back);
            std::uint64_t number = 0;
            while (look_at(there, number + 1))
                stamp(back, ++number, false);
            Result().say(number);
        }
    }

    void stamp(Sender &sender, std::uint64_t number, bool corrupt)
    {
        void *claimed;
        while ((claimed = sender.claim(job_.size)) == nullptr)
            again_();
        std::memcpy(claimed, &number, sizeof number);
        number ^= corrupt ? 1 : 0;
        std::memcpy(static_cast<unsigned char *>(claimed) + job_.size - sizeof number, &number, sizeof number);
        sender.commit(job_.size);
    }

    bool look_at(Receiver &receiver, std::uint64_t number)
    {
        const void *taken;
        while ((taken = receiver.take()) == nullptr)
            again_();
        std::uint64_t first, last;
        std::memcpy(&first, taken, sizeof first);
        std::memcpy(&last, static_cast<const unsigned char *>(taken) + job_.size - sizeof last, sizeof last);
        receiver.release();
        if (first != last || (first != number && first != stop))
            wrong(number);
        return first != stop;
    }

    // ---- streams: to role 0 from one sender or several, and from role 0 to all the others

    void gather()
    {
        std::vector<std::unique_ptr<Receiver>> receivers;
        for (unsigned i = 0; i < (T::shares_senders ? 1 : job_.parties); i++)
            receivers.push_back(std::make_unique<Receiver>(channel(i, true)));
        ready();
        const Meter meter = consume(receivers, job_.parties);
        Result().add("rate", static_cast<double>(meter.messages) * 1e9 / meter.nanoseconds).say(meter.looked);
    }

    // What counts is when a subscriber has the messages, not when the publisher is rid of them.
    void subscribe()
    {
        std::vector<std::unique_ptr<Receiver>> receivers;
        receivers.push_back(std::make_unique<Receiver>(channel(T::shares_receivers ? 0 : job_.role - 1, false)));
        ready();
        const Meter meter = consume(receivers, 1);
        Result().add("p50", meter.nanoseconds / static_cast<double>(meter.messages)).say(meter.looked);
    }

    void produce()
    {
        std::vector<std::unique_ptr<Sender>> senders;
        senders.push_back(std::make_unique<Sender>(channel(T::shares_senders ? 0 : job_.role - 1, false)));
        send_stream(senders, job_.role);
    }

    void publish()
    {
        std::vector<std::unique_ptr<Sender>> senders;
        for (unsigned i = 0; i < (T::shares_receivers ? 1 : job_.parties); i++)
            senders.push_back(std::make_unique<Sender>(channel(i, true)));
        send_stream(senders, 1);
    }

    // A number of a stream: who sends, and how much it has sent; all ones there say that it ends.
    static constexpr unsigned counter_bits = 48;
    static constexpr std::uint64_t end_of_stream = (1ULL << counter_bits) - 1;

    void send_stream(const std::vector<std::unique_ptr<Sender>> &senders, std::uint64_t sender_number)
    {
        ready();
        for (const auto &sender : senders)
            sender->start();
        Message out = message_of(job_);
        const std::uint64_t me = sender_number << counter_bits;
        const auto send_to_all = [&](std::uint64_t count) {
            fill(out, me | count, spoil(count));
            for (const auto &sender : senders)
                put(*sender, out);
        };
        std::uint64_t count = 0;
        for (Deadline deadline(job_); !deadline.over(count);)
            send_to_all(++count);
        send_to_all(end_of_stream);
        Result().add("sent", static_cast<double>(count)).say(0);
    }

    struct Meter {
        std::uint64_t looked; // at so many messages in all
        std::uint64_t messages;
        double nanoseconds;
    };

    // Everything that the senders send; what is measured begins after a tenth of the time.
    Meter consume(const std::vector<std::unique_ptr<Receiver>> &receivers, unsigned senders)
    {
        for (const auto &receiver : receivers)
            receiver->start();
        Message in = message_of(job_);
        std::vector<std::uint64_t> counts(senders + 1);
        unsigned open = senders;
        std::size_t turn = 0;
        const auto next = [&] {
            if (receivers.size() == 1)
                get(*receivers[0], in);
            else
                while (!receivers[turn]->try_receive(in.data(), job_.size))
                    if ((turn = (turn + 1) % receivers.size()) == 0)
                        again_();
            const std::uint64_t sender = in[0] >> counter_bits;
            if (sender < 1 || sender > senders)
                wrong(in[0]);
            const bool last = (in[0] & end_of_stream) == end_of_stream;
            verify(in, last ? in[0] : sender << counter_bits | ++counts[sender]);
            open -= last;
        };
        next();
        std::uint64_t warm = 0, measured = 0;
        const std::uint64_t first = now(), warm_until = first + job_.millis * 100'000;
        for (; open > 0 && now() < warm_until; warm++)
            next();
        std::uint64_t start = now();
        for (; open > 0; measured++)
            next();
        const std::uint64_t looked = 1 + warm + measured;
        if (measured == 0) { // all of it came while warming up
            measured = warm;
            start = first;
        }
        return {looked, measured, static_cast<double>(now() - start)};
    }

    // ---- a receiver that sleeps

    void nudge()
    {
        Channel sleepy = channel(0, true);
        sleepy.blocking = true;
        Sender sender(sleepy);
        ready();
        sender.start();
        Message out = message_of(job_);
        const timespec gap{static_cast<time_t>(job_.gap / 1'000'000), static_cast<long>(job_.gap % 1'000'000 * 1000)};
        std::uint64_t sent = 0;
        for (Deadline deadline(job_); !deadline.over(sent, 1); sent++) {
            nanosleep(&gap, nullptr);
            fill(out, now(), spoil(sent));
            put(sender, out);
        }
        fill(out, stop);
        put(sender, out);
        Result().add("sent", static_cast<double>(sent)).say(0);
    }

    void sleep()
    {
        Channel sleepy = channel(0, false);
        sleepy.blocking = true;
        Receiver receiver(sleepy);
        ready();
        receiver.start();
        Message in = message_of(job_);
        std::uint64_t number = 0;
        for (;; number++) {
            receiver.wait(in.data(), job_.size);
            const std::uint64_t after = now();
            if (in[0] == stop)
                break;
            verify(in, in[0]); // the message's number is the time at which it was sent
            samples_.push_back(limited(after - in[0]));
        }
        Result().percentiles(samples_).say(number);
    }

    // ---- one process with both ends

    void send()
    {
        constexpr unsigned batch = 8;
        Sender sender(channel(0, true));
        Receiver receiver(channel(0, false));
        begin(sender, receiver);
        Message out = message_of(job_), in = message_of(job_);
        const std::uint64_t batches = repeat([&](std::uint64_t i) {
            fill(out, i, spoil(i));
            const std::uint64_t before = now();
            for (unsigned j = 0; j < batch; j++)
                put(sender, out);
            const std::uint64_t after = now();
            for (unsigned j = 0; j < batch; j++) {
                get(receiver, in);
                verify(in, i);
            }
            return after - before;
        });
        Result().percentiles(samples_, batch).say(batches * batch);
    }

    void look()
    {
        constexpr unsigned batch = 256;
        Sender sender(channel(0, true));
        Receiver receiver(channel(0, false));
        begin(sender, receiver);
        Message out = message_of(job_), in = message_of(job_);
        repeat([&](std::uint64_t) {
            const std::uint64_t before = now();
            for (unsigned i = 0; i < batch; i++)
                if (receiver.try_receive(in.data(), job_.size))
                    fail("there was a message that nobody sent");
            return now() - before;
        });
        check_one(sender, receiver, out, in);
        Result().percentiles(samples_, batch).say(1);
    }

    void call()
    {
        if constexpr (!T::has_call) {
            unsupported("it has no exported function");
        } else {
            constexpr unsigned batch = 256;
            ready();
            repeat([&](std::uint64_t) {
                const std::uint64_t before = now();
                for (unsigned i = 0; i < batch; i++)
                    T::call();
                return now() - before;
            });
            Result().percentiles(samples_, batch).say(0);
        }
    }

    void host()
    {
        Sender sender(channel(0, true));
        ready();
        Result().say(0);
    }

    void attach()
    {
        if constexpr (!T::attaches)
            unsupported("its connections are made later, by a thread of its own");
        ready();
        repeat([&](std::uint64_t) {
            const std::uint64_t before = now();
            const Receiver receiver(channel(0, false));
            return now() - before;
        });
        Result().percentiles(samples_).say(0);
    }

    // Resident memory of the process and of /dev/shm, where pages count from the moment that they are reserved.
    void memory()
    {
        if constexpr (T::in_kernel)
            unsupported("its memory is the kernel's");
        ready();
        rlimit files{};
        getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
        const std::uint64_t before = resident();
        std::vector<std::unique_ptr<Sender>> senders;
        std::vector<std::unique_ptr<Receiver>> receivers;
        for (unsigned i = 0; i < job_.count; i++) {
            senders.push_back(std::make_unique<Sender>(channel(i, true)));
            receivers.push_back(std::make_unique<Receiver>(channel(i, false)));
            senders.back()->start();
            receivers.back()->start();
        }
        const double bytes = static_cast<double>(resident() - before) / static_cast<double>(job_.count);
        Message out = message_of(job_), in = message_of(job_);
        for (std::size_t i = 0; i < senders.size(); i++)
            check_one(*senders[i], *receivers[i], out, in);
        Result().add("p50", bytes).say(job_.count);
    }

    static std::uint64_t resident()
    {
        std::ifstream status("/proc/self/status");
        std::uint64_t total = 0;
        for (std::string line; std::getline(status, line);)
            if (line.rfind("RssAnon:", 0) == 0)
                total += std::strtoull(line.c_str() + 8, nullptr, 10) * 1024;
        struct statvfs shared {
        };
        statvfs("/dev/shm", &shared);
        return total + (shared.f_blocks - shared.f_bfree) * shared.f_frsize;
    }

    void clean()
    {
        for (std::size_t i = 0; i < std::max<std::size_t>(job_.count, 64); i++)
            T::clean(channel_name(i));
    }

    // ---- what they share

    class Deadline
    {
    public:
        explicit Deadline(const Job &job)
            : until_(now() + job.millis * 1'000'000), step_(job.size > 4096 || job.crowded ? 1 : 64), count_(job.count)
        {
        }

        bool over(std::uint64_t number) const { return over(number, step_); }
        bool over(std::uint64_t number, std::uint64_t step) const
        {
            return number >= least && number % step == 0 && ((count_ != 0 && number >= count_) || now() >= until_);
        }

    private:
        static constexpr std::uint64_t least = 10; // also on a machine that is busy with something else

        std::uint64_t until_;
        std::uint64_t step_;
        std::uint64_t count_;
    };

    std::string channel_name(std::size_t index) const { return job_.name + "." + std::to_string(index); }

    Channel channel(unsigned index, bool host, bool paced = false) const
    {
        const bool fans_out = job_.measure == "fan-out" && T::shares_receivers;
        const bool gathers = job_.measure == "publishers" && T::shares_senders;
        return {channel_name(index),
                job_.size,
                job_.slots,
                gathers ? job_.parties : 1,
                fans_out ? job_.parties : 1,
                fans_out && job_.role > 0 ? job_.role - 1 : 0,
                host,
                paced,
                false};
    }

    template <class First, class Second>
    void begin(First &first, Second &second)
    {
        ready();
        first.start();
        second.start();
    }

    // Samples of a step, after a tenth of the time to warm up; the number of the last step.
    template <class Step>
    std::uint64_t repeat(Step step)
    {
        samples_.reserve(job_.count);
        std::uint64_t number = 0;
        const std::uint64_t start = now(), warm = start + job_.millis * 100'000,
                            until = start + job_.millis * 1'100'000;
        do
            step(++number);
        while (now() < warm);
        do
            samples_.push_back(limited(step(++number)));
        while (samples_.size() < job_.count && now() < until);
        return number;
    }

    static std::uint32_t limited(std::uint64_t nanoseconds)
    {
        return static_cast<std::uint32_t>(
            std::min<std::uint64_t>(nanoseconds, std::numeric_limits<std::uint32_t>::max()));
    }

    bool spoil(std::uint64_t number) const { return job_.corrupt && number == 2; }

    void put(Sender &sender, const Message &message)
    {
        while (!sender.try_send(message.data(), job_.size))
            again_();
    }

    void get(Receiver &receiver, Message &message)
    {
        if constexpr (T::polls)
            while (!receiver.try_receive(message.data(), job_.size))
                again_();
        else
            receiver.wait(message.data(), job_.size);
    }

    void check_one(Sender &sender, Receiver &receiver, Message &out, Message &in)
    {
        fill(out, 1, job_.corrupt);
        put(sender, out);
        get(receiver, in);
        verify(in, 1);
    }

    const Job &job_;
    Again again_;
    std::vector<std::uint32_t> samples_;
};

template <class T>
int run(int argc, char **argv)
{
    const Job job(argc, argv);
    Measures<T>(job).run();
    return 0;
}

} // namespace bench
