// This library through its C calls for several messages at once: what entering it costs is shared by a batch.
#include "library.h"

namespace
{

constexpr std::size_t batch = 16;

struct Batches : bench::Library {
    static constexpr bool in_batches = true;

    class Sender : public bench::Library::Sender
    {
    public:
        explicit Sender(const bench::Channel &channel)
            : bench::Library::Sender(channel), messages_(batch * channel.size)
        {
        }

        bool try_send(const void *message, std::size_t size)
        {
            if (held_ == batch && !try_flush(size))
                return false;
            std::memcpy(&messages_[held_++ * size], message, size);
            return true;
        }

        // Sends what is held; false when there was no room for all of it.
        bool try_flush(std::size_t size)
        {
            const int sent = shm_sender_send_many(sender_, &messages_[sent_ * size], size, held_ - sent_, 0);
            if (!bench::done(sent, SHM_FULL, "send_many"))
                return false;
            sent_ += static_cast<std::size_t>(sent);
            if (sent_ < held_)
                return false;
            sent_ = held_ = 0;
            return true;
        }

    private:
        std::vector<unsigned char> messages_;
        std::size_t held_ = 0;
        std::size_t sent_ = 0;
    };

    class Receiver : public bench::Library::Receiver
    {
    public:
        explicit Receiver(const bench::Channel &channel)
            : bench::Library::Receiver(channel), messages_(batch * channel.size)
        {
        }

        bool try_receive(void *message, std::size_t size)
        {
            if (next_ == held_) {
                shm_message details[batch];
                const int received = shm_receiver_receive_many(receiver_, messages_.data(), size, details, batch, 0);
                if (!bench::done(received, SHM_EMPTY, "receive_many"))
                    return false;
                held_ = static_cast<std::size_t>(received);
                next_ = 0;
            }
            std::memcpy(message, &messages_[next_++ * size], size);
            return true;
        }

    private:
        std::vector<unsigned char> messages_;
        std::size_t held_ = 0;
        std::size_t next_ = 0;
    };
};

} // namespace

int main(int argc, char **argv)
{
    return bench::run<Batches>(argc, argv);
}
