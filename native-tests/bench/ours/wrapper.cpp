// This library through its C++ wrapper: a topic with one publisher and reliable subscribers.
#include "statuses.h"

#include <shmnative.hpp>

namespace
{

using bench::done;
using bench::require;

shm::endpoint_options patient()
{
    shm::endpoint_options options;
    options.wait_for_peer = true;
    return options;
}

shm::publisher<> publisher(const bench::Channel &channel)
{
    shm::channel_options shape;
    shape.concurrent = channel.senders > 1;
    shape.slots = channel.slots;
    shape.capacity = channel.size;
    return shm::publisher<>(channel.name, shape, patient());
}

shm::subscriber<> subscriber(const bench::Channel &channel)
{
    // Topics are created by publishers: where the receiver is first, one comes and goes.
    const shm::publisher<> creator = channel.host ? publisher(channel) : shm::publisher<>();
    return shm::subscriber<>(channel.name, patient());
}

struct Wrapper : bench::Transport {
    static constexpr bool shares_senders = true;
    static constexpr bool shares_receivers = true;
    static constexpr bool in_place = true;

    class Sender
    {
    public:
        explicit Sender(const bench::Channel &channel) : sender_(publisher(channel)) {}

        void start() {}

        bool try_send(const void *message, std::size_t size)
        {
            return done(sender_.try_send(message, size), SHM_FULL, "try_send");
        }

        void *claim(std::size_t)
        {
            return done(sender_.try_claim(claim_), SHM_FULL, "try_claim") ? claim_.data() : nullptr;
        }

        void commit(std::size_t size) { require(claim_.try_commit(size), "try_commit"); }

    private:
        shm::publisher<> sender_;
        shm::claim<> claim_;
    };

    class Receiver
    {
    public:
        explicit Receiver(const bench::Channel &channel) : receiver_(subscriber(channel)) {}

        void start() {}

        bool try_receive(void *message, std::size_t size)
        {
            return done(receiver_.try_receive(message, size), SHM_EMPTY, "try_receive");
        }

        void wait(void *message, std::size_t size)
        {
            require(receiver_.try_receive(message, size, shm::forever), "try_receive");
        }

        const void *take()
        {
            return done(receiver_.try_take(message_), SHM_EMPTY, "try_take") ? message_.data() : nullptr;
        }

        void release() { message_.release(); }

    private:
        shm::subscriber<> receiver_;
        shm::message<> message_;
    };

    static void clean(const std::string &channel) { (void)shm_topic_remove(channel.c_str()); }
};

} // namespace

int main(int argc, char **argv)
{
    try {
        return bench::run<Wrapper>(argc, argv);
    } catch (const shm::error &error) {
        bench::fail(error.what());
    }
}
