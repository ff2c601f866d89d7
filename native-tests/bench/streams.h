// Streams: to role 0 from one sender or several, and from role 0 to all the others.
#pragma once

#include "measurement.h"

namespace bench
{

template <class T>
class Streams : private Measurement<T>
{
public:
    using Measurement<T>::Measurement;

    void run()
    {
        if (job_.measure == "fan-out")
            job_.role == 0 ? publish() : subscribe();
        else
            job_.role == 0 ? gather() : produce();
    }

private:
    using typename Measurement<T>::Sender;
    using typename Measurement<T>::Receiver;
    using typename Measurement<T>::Deadline;
    using Measurement<T>::again_;
    using Measurement<T>::channel;
    using Measurement<T>::get;
    using Measurement<T>::job_;
    using Measurement<T>::put;
    using Measurement<T>::spoil;

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
        if constexpr (T::in_batches)
            for (const auto &sender : senders)
                while (!sender->try_flush(job_.size))
                    again_();
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
};

} // namespace bench
