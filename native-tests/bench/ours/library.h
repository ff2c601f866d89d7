// This library through its C calls: a topic with one publisher and reliable subscribers.
#pragma once

#include "statuses.h"

namespace bench
{

inline shm_endpoint_options patient()
{
    shm_endpoint_options options{};
    options.struct_size = sizeof options;
    options.flags = SHM_ENDPOINT_WAIT_FOR_PEER;
    return options;
}

struct Library : Transport {
    static constexpr bool shares_senders = true;
    static constexpr bool shares_receivers = true;
    static constexpr bool in_place = true;
    static constexpr bool has_call = true;

    class Sender
    {
    public:
        explicit Sender(const Channel &channel)
        {
            shm_channel_options shape{};
            shape.struct_size = sizeof shape;
            shape.flags = channel.senders > 1 ? SHM_CHANNEL_CONCURRENT : 0;
            shape.slots = channel.slots;
            shape.capacity = channel.size;
            const shm_endpoint_options options = patient();
            require(shm_topic_open_publisher(channel.name.c_str(), &shape, &options, &sender_), "open_publisher");
        }

        Sender(const Sender &) = delete;
        Sender &operator=(const Sender &) = delete;

        ~Sender() { shm_sender_close(sender_); }

        void start() {}

        bool try_send(const void *message, std::size_t size)
        {
            return done(shm_sender_send(sender_, message, size, 0, 0), SHM_FULL, "send");
        }

        void *claim(std::size_t)
        {
            void *payload = nullptr;
            return done(shm_sender_claim(sender_, &payload, nullptr, 0), SHM_FULL, "claim") ? payload : nullptr;
        }

        void commit(std::size_t size) { require(shm_sender_commit(sender_, size, 0), "commit"); }

    protected:
        shm_sender *sender_ = nullptr;
    };

    class Receiver
    {
    public:
        explicit Receiver(const Channel &channel)
        {
            // Topics are created by publishers: where the receiver is first, one comes and goes.
            const std::unique_ptr<Sender> creator = channel.host ? std::make_unique<Sender>(channel) : nullptr;
            const shm_endpoint_options options = patient();
            require(shm_topic_open_subscriber(channel.name.c_str(), &options, &receiver_), "open_subscriber");
        }

        Receiver(const Receiver &) = delete;
        Receiver &operator=(const Receiver &) = delete;

        ~Receiver() { shm_receiver_close(receiver_); }

        void start() {}

        bool try_receive(void *message, std::size_t size)
        {
            return done(shm_receiver_receive(receiver_, message, size, nullptr, 0), SHM_EMPTY, "receive");
        }

        void wait(void *message, std::size_t size)
        {
            require(shm_receiver_receive(receiver_, message, size, nullptr, SHM_INFINITE), "receive");
        }

        const void *take()
        {
            shm_message message;
            return done(shm_receiver_take(receiver_, &message, 0), SHM_EMPTY, "take") ? message.data : nullptr;
        }

        void release() { require(shm_receiver_release(receiver_), "release"); }

    protected:
        shm_receiver *receiver_ = nullptr;
    };

    static void call() { (void)shm_version(); }

    static void clean(const std::string &channel) { (void)shm_topic_remove(channel.c_str()); }
};

} // namespace bench
