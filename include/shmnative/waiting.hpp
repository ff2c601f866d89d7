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

#include "channels.hpp"
#include "primitives.hpp"

namespace shm
{

/** The members of a wait set with which something can be done; valid until the set waits again. */
class ready_members
{
public:
    ready_members(const shm_ready *first, std::size_t count) noexcept : first_(first), count_(count) {}

    [[nodiscard]] const shm_ready *data() const noexcept { return first_; }
    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
    [[nodiscard]] const shm_ready &operator[](std::size_t index) const noexcept { return first_[index]; }
    [[nodiscard]] const shm_ready *begin() const noexcept { return first_; }
    [[nodiscard]] const shm_ready *end() const noexcept { return first_ + count_; }

private:
    const shm_ready *first_;
    std::size_t count_;
};

/** See shm_waitset_create. One thread at a time uses a set and its members. */
class wait_set : public detail::owner<shm_waitset, shm_waitset_close>
{
public:
    wait_set() { check(shm_waitset_create(&handle_)); }

    /** Adds a receiver or a reader, to wait for messages, or a sender, to wait for room. */
    template <class End>
    void add(End &end, std::int64_t tag)
    {
        check(add_end(end.native_handle(), tag));
    }

    void add(const event &signal, std::int64_t tag)
    {
        check(shm_waitset_add_event(handle_, signal.segment(), signal.offset(), tag));
    }
    void add(const semaphore &counter, std::int64_t tag)
    {
        check(shm_waitset_add_semaphore(handle_, counter.segment(), counter.offset(), tag));
    }
    void add(event &signal, std::int64_t tag) { add(std::as_const(signal), tag); }
    void add(semaphore &counter, std::int64_t tag) { add(std::as_const(counter), tag); }

    [[nodiscard]] int try_remove(std::int64_t tag) noexcept { return shm_waitset_remove(handle_, tag); }
    void remove(std::int64_t tag) { check(try_remove(tag)); }

    /** How many were found, SHM_TIMEOUT, SHM_CANCELLED, or a refusal. What does not fit is found by the next call. */
    [[nodiscard]] int try_wait(shm_ready *ready, std::size_t capacity, timeout wait = no_wait) noexcept
    {
        return shm_waitset_wait(handle_, ready, capacity, wait.nanoseconds());
    }
#ifdef __cpp_lib_span
    [[nodiscard]] int try_wait(std::span<shm_ready> ready, timeout wait = no_wait) noexcept
    {
        return try_wait(ready.data(), ready.size(), wait);
    }
#endif

    /** Up to 64 members with which something can be done; none when the time is over. */
    [[nodiscard]] ready_members wait(timeout time = forever)
    {
        const int found = try_wait(ready_, sizeof ready_ / sizeof *ready_, time);
        return {ready_, found == SHM_TIMEOUT ? 0 : static_cast<std::size_t>(check(found))};
    }

    /** Ends the wait that the set is in, or else its next one; from any thread. */
    [[nodiscard]] int try_cancel() noexcept
    {
        return shm_waitset_cancel(handle_);
    }
    void cancel()
    {
        check(try_cancel());
    }

    /** For poll(2), epoll(7), select(2) and event loops; see "Waiting on many" in shmnative.h. */
    [[nodiscard]] int poll_fd() const
    {
        return check(shm_waitset_poll_fd(handle_));
    }

private:
    int add_end(shm_receiver *end, std::int64_t tag) noexcept
    {
        return shm_waitset_add_receiver(handle_, end, tag);
    }
    int add_end(shm_reader *end, std::int64_t tag) noexcept
    {
        return shm_waitset_add_reader(handle_, end, tag);
    }
    int add_end(shm_sender *end, std::int64_t tag) noexcept
    {
        return shm_waitset_add_sender(handle_, end, tag);
    }

    shm_ready ready_[64];
};

} // namespace shm

#endif
