// What all measures share: the ends, samples, when to stop. Waiting for a message or for room is a loop of looks here.
#pragma once

#include "transport.h"

#include <limits>
#include <memory>

namespace bench
{

constexpr std::size_t most_parties = 64; // more than any measure has

inline std::string channel_name(const Job &job, std::size_t index)
{
    return job.name + "." + std::to_string(index);
}

template <class T>
class Measurement
{
public:
    explicit Measurement(const Job &job) : job_(job), again_(job) {}

protected:
    using Sender = typename T::Sender;
    using Receiver = typename T::Receiver;

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

    Channel channel(unsigned index, bool host, bool paced = false) const
    {
        const bool fans_out = job_.measure == "fan-out" && T::shares_receivers;
        const bool gathers = job_.measure == "publishers" && T::shares_senders;
        return {channel_name(job_, index),
                job_.size,
                job_.slots,
                gathers ? job_.parties : 1,
                fans_out ? job_.parties : 1,
                fans_out && job_.role > 0 ? job_.role - 1 : 0,
                host,
                paced && job_.variant != "ring",
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

} // namespace bench
