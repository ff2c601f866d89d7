// One process with both ends: a send that nobody waits for, an empty look, an exported call, attaching, memory.
#pragma once

#include "measurement.h"

#include <fstream>
#include <sys/statvfs.h>

namespace bench
{

template <class T>
class Alone : private Measurement<T>
{
public:
    using Measurement<T>::Measurement;

    void run()
    {
        if (job_.measure == "send")
            send();
        else if (job_.measure == "look")
            look();
        else if (job_.measure == "call")
            call();
        else if (job_.measure == "attach")
            job_.role == 0 ? host() : attach();
        else
            memory();
    }

private:
    using typename Measurement<T>::Sender;
    using typename Measurement<T>::Receiver;
    using Measurement<T>::begin;
    using Measurement<T>::channel;
    using Measurement<T>::check_one;
    using Measurement<T>::get;
    using Measurement<T>::job_;
    using Measurement<T>::put;
    using Measurement<T>::repeat;
    using Measurement<T>::samples_;
    using Measurement<T>::spoil;

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
};

} // namespace bench
