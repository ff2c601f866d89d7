/*
 * shmnative/waiting.hpp - waiting for several things at once; a part of shmnative.hpp.
 *
 *     shm::wait_set set;
 *     set.add(orders, 1);
 *     set.add(stop, 2); // a shm::event
 *     for (const shm_ready &ready : set.wait(std::chrono::seconds(1)))
 *         ...
 */
#ifndef SHMNATIVE_WAITING_HPP
#define SHMNATIVE_WAITING_HPP

#include <vector>

#include "primitives.hpp"

namespace shm
{

/** See shm_waitset_create. One thread at a time uses a set and its members. */
class wait_set : public detail::owner<shm_waitset, shm_waitset_close>
{
public:
    wait_set() { check(shm_waitset_create(&handle_)); }

    /** Adds a receiver, a reader or a sender: anything whose get() is such a handle. */
    template <class End>
    void add(const End &end, std::int64_t tag)
    {
        check(shm_waitset_add(handle_, end.get(), tag));
        count_++;
    }

    void add(const event &signal, std::int64_t tag)
    {
        check(shm_waitset_add_event(handle_, signal.segment(), signal.offset(), tag));
        count_++;
    }

    void add(const semaphore &counter, std::int64_t tag)
    {
        check(shm_waitset_add_semaphore(handle_, counter.segment(), counter.offset(), tag));
        count_++;
    }

    int try_remove(std::int64_t tag) noexcept { return shm_waitset_remove(handle_, tag); }
    void remove(std::int64_t tag) { check(try_remove(tag)); }

    /** How many were found, SHM_TIMEOUT, SHM_CANCELLED, or a refusal. */
    int try_wait(shm_ready *ready, std::size_t capacity, std::int64_t timeout_ns) noexcept
    {
        return shm_waitset_wait(handle_, ready, capacity, timeout_ns);
    }

    /** The members with which something can be done; none when the time is over. */
    template <class Rep, class Period>
    std::vector<shm_ready> wait(const std::chrono::duration<Rep, Period> &time)
    {
        return wait_ns(detail::nanoseconds(time));
    }
    std::vector<shm_ready> wait() { return wait_ns(SHM_INFINITE); }

    /** Ends the wait; from any thread. */
    void cancel() { check(shm_waitset_cancel(handle_)); }

    /** For poll(2), epoll(7), select(2) and event loops; see "Waiting on many" in shmnative.h. */
    int poll_fd() const { return check(shm_waitset_poll_fd(handle_)); }

private:
    std::vector<shm_ready> wait_ns(std::int64_t timeout_ns)
    {
        std::vector<shm_ready> ready(count_ + 1);
        const int found = try_wait(ready.data(), ready.size(), timeout_ns);
        ready.resize(found == SHM_TIMEOUT ? 0 : static_cast<std::size_t>(check(found)));
        return ready;
    }

    std::size_t count_ = 0; // members that were ever added: room enough
};

/** Descriptors of single ends, for event loops. */
inline int poll_fd(shm_receiver *receiver)
{
    return check(shm_receiver_poll_fd(receiver));
}
inline int poll_fd(shm_reader *reader)
{
    return check(shm_reader_poll_fd(reader));
}
inline int poll_fd(shm_sender *sender)
{
    return check(shm_sender_poll_fd(sender));
}

/** Of a wrapper of such an end. */
template <class End>
int poll_fd(const End &end)
{
    return poll_fd(end.get());
}

} // namespace shm

#endif
