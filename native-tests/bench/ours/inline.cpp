// This library through its inline calls.
#include "library.h"

#include <shmnative_inline.h>

namespace
{

struct Inline : bench::Library {
    static constexpr bool has_call = false;

    class Sender : public bench::Library::Sender
    {
    public:
        explicit Sender(const bench::Channel &channel) : bench::Library::Sender(channel)
        {
            lent_.struct_size = sizeof lent_;
            bench::require(shm_sender_lend(sender_, &lent_), "sender_lend");
        }

        bool try_send(const void *message, std::size_t size)
        {
            return bench::done(shm_inline_send(&lent_, message, size, 0, 0), SHM_FULL, "inline_send");
        }

        void *claim(std::size_t)
        {
            void *payload = nullptr;
            return bench::done(shm_inline_claim(&lent_, &payload, nullptr, 0), SHM_FULL, "inline_claim") ? payload
                                                                                                         : nullptr;
        }

        void commit(std::size_t size) { bench::require(shm_inline_commit(&lent_, size, 0), "inline_commit"); }

    private:
        shm_lent_sender lent_{};
    };

    class Receiver : public bench::Library::Receiver
    {
    public:
        explicit Receiver(const bench::Channel &channel) : bench::Library::Receiver(channel)
        {
            lent_.struct_size = sizeof lent_;
            bench::require(shm_receiver_lend(receiver_, &lent_), "receiver_lend");
        }

        bool try_receive(void *message, std::size_t size)
        {
            return bench::done(shm_inline_receive(&lent_, message, size, nullptr, 0), SHM_EMPTY, "inline_receive");
        }

        void wait(void *message, std::size_t size)
        {
            bench::require(shm_inline_receive(&lent_, message, size, nullptr, SHM_INFINITE), "inline_receive");
        }

        const void *take()
        {
            shm_message message;
            return bench::done(shm_inline_take(&lent_, &message, 0), SHM_EMPTY, "inline_take") ? message.data : nullptr;
        }

        void release() { bench::require(shm_inline_release(&lent_), "inline_release"); }

    private:
        shm_lent_receiver lent_{};
    };
};

} // namespace

int main(int argc, char **argv)
{
    return bench::run<Inline>(argc, argv);
}
