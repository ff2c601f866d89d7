// The floor: the least that two processes can do, a state word and the payload in as few cache lines as they need. A
// ring of equal slots with one producer; it looks at the consumers' positions only when it has used what it knew to be
// free, and not at all when messages are paced by their answers (one slot is enough then). Sleepers wait on the state
// word by a raw futex.
#include "measures.h"
#include "posix_memory.h"

#include <atomic>
#include <cstddef>
#include <linux/futex.h>
#include <sys/syscall.h>

namespace
{

struct Slot {
    std::atomic<std::uint64_t> state; // the number of the message in it
    unsigned char payload[1];
};

class Ring
{
public:
    explicit Ring(const bench::Channel &channel)
        : stride_((offsetof(Slot, payload) + channel.size + 63) / 64 * 64), slots_(channel.paced ? 1 : channel.slots),
          memory_(channel.name, stride_ * slots_ + 128 * channel.receivers, channel.host), channel_(channel)
    {
    }

    Slot &slot(std::uint64_t number) const
    {
        return *reinterpret_cast<Slot *>(memory_.data() + number % slots_ * stride_);
    }

    // A consumer's position, in lines of its own behind the slots.
    std::atomic<std::uint64_t> &taken(unsigned receiver) const
    {
        return *reinterpret_cast<std::atomic<std::uint64_t> *>(memory_.data() + slots_ * stride_ + 128 * receiver);
    }

    std::uint64_t slots() const { return slots_; }
    const bench::Channel &channel() const { return channel_; }

private:
    std::size_t stride_;
    std::uint64_t slots_;
    bench::PosixMemory memory_;
    bench::Channel channel_;
};

long futex(Slot &slot, int operation, std::uint32_t value)
{
    static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__); // the futex word is the state's lower half
    return syscall(SYS_futex, &slot.state, operation, value, nullptr, nullptr, 0);
}

struct Floor : bench::Transport {
    static constexpr bool shares_receivers = true;
    static constexpr bool in_place = true;

    class Sender
    {
    public:
        explicit Sender(const bench::Channel &channel) : ring_(channel), limit_(ring_.slots()), paced_(channel.paced) {}

        void start() {}

        void *claim(std::size_t)
        {
            if (!paced_ && next_ >= limit_) {
                std::uint64_t taken = ring_.taken(0).load(std::memory_order_acquire);
                for (unsigned i = 1; i < ring_.channel().receivers; i++)
                    taken = std::min(taken, ring_.taken(i).load(std::memory_order_acquire));
                limit_ = taken + ring_.slots();
                if (next_ >= limit_)
                    return nullptr;
            }
            return ring_.slot(next_).payload;
        }

        void commit(std::size_t)
        {
            Slot &slot = ring_.slot(next_);
            slot.state.store(++next_, std::memory_order_release);
            if (ring_.channel().blocking)
                futex(slot, FUTEX_WAKE, 1);
        }

        bool try_send(const void *message, std::size_t size)
        {
            void *payload = claim(size);
            if (payload == nullptr)
                return false;
            std::memcpy(payload, message, size);
            commit(size);
            return true;
        }

    private:
        Ring ring_;
        std::uint64_t next_ = 0;
        std::uint64_t limit_;
        bool paced_;
    };

    class Receiver
    {
    public:
        explicit Receiver(const bench::Channel &channel) : ring_(channel), paced_(channel.paced) {}

        void start() {}

        const void *take()
        {
            const Slot &slot = ring_.slot(next_);
            return slot.state.load(std::memory_order_acquire) == next_ + 1 ? slot.payload : nullptr;
        }

        void release()
        {
            next_++;
            if (!paced_)
                ring_.taken(ring_.channel().index).store(next_, std::memory_order_release);
        }

        bool try_receive(void *message, std::size_t size)
        {
            const void *payload = take();
            if (payload == nullptr)
                return false;
            std::memcpy(message, payload, size);
            release();
            return true;
        }

        void wait(void *message, std::size_t size)
        {
            Slot &slot = ring_.slot(next_);
            for (std::uint64_t seen; (seen = slot.state.load(std::memory_order_acquire)) != next_ + 1;)
                futex(slot, FUTEX_WAIT, static_cast<std::uint32_t>(seen));
            try_receive(message, size);
        }

    private:
        Ring ring_;
        std::uint64_t next_ = 0;
        bool paced_;
    };

    static void clean(const std::string &channel) { bench::PosixMemory::remove(channel); }
};

} // namespace

int main(int argc, char **argv)
{
    return bench::run<Floor>(argc, argv);
}
