// One message after the other: round trips by copy and in place, and a receiver that sleeps.
#pragma once

#include "measurement.h"

namespace bench
{

template <class T>
class Answers : private Measurement<T>
{
public:
    using Measurement<T>::Measurement;

    void run()
    {
        if (job_.measure == "in-place")
            in_place();
        else if (job_.measure == "wake")
            job_.role == 0 ? nudge() : sleep();
        else
            job_.role == 0 ? ping() : pong();
    }

private:
    using typename Measurement<T>::Sender;
    using typename Measurement<T>::Receiver;
    using typename Measurement<T>::Deadline;
    using Measurement<T>::again_;
    using Measurement<T>::begin;
    using Measurement<T>::channel;
    using Measurement<T>::get;
    using Measurement<T>::job_;
    using Measurement<T>::limited;
    using Measurement<T>::put;
    using Measurement<T>::repeat;
    using Measurement<T>::samples_;
    using Measurement<T>::spoil;

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
};

} // namespace bench
