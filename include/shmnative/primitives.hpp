/*
 * shmnative/primitives.hpp - events, semaphores, mutexes and read-write values in raw segments; a part of
 * shmnative.hpp.
 *
 * An object says where a primitive is: copy it freely, it owns nothing. The segment must stay open meanwhile.
 *
 *     shm::server server("posix:/shared", 4096);
 *     auto mutex = shm::mutex::init(server, 0); // once; others: shm::mutex mutex(client, 0);
 *     std::lock_guard guard(mutex);
 *     if (mutex.owner_died())
 *         repair();
 */
#ifndef SHMNATIVE_PRIMITIVES_HPP
#define SHMNATIVE_PRIMITIVES_HPP

#include <algorithm>
#include <chrono>

#include "handle.hpp"

namespace shm
{

namespace detail
{

/** A wait in nanoseconds: none when it is over already, and never the one that means for ever. */
template <class Rep, class Period>
std::int64_t nanoseconds(const std::chrono::duration<Rep, Period> &wait)
{
    const auto most = std::chrono::hours(24 * 365 * 200);
    if (wait >= most)
        return std::chrono::nanoseconds(most).count();
    return std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::nanoseconds>(wait).count());
}

/** True for success, false when the time is over; throws for everything else. */
inline bool in_time(int status)
{
    if (status == SHM_TIMEOUT)
        return false;
    check(status);
    return true;
}

/** An offset in an open shm::server or shm::client. */
class place
{
public:
    template <class Segment>
    place(const Segment &segment, std::size_t offset) noexcept : segment_(segment.get()), offset_(offset)
    {
    }

    std::size_t offset() const noexcept { return offset_; }

    /** The shm_server or shm_client, for calls of shmnative.h. */
    void *segment() const noexcept { return segment_; }

private:
    void *segment_;
    std::size_t offset_;
};

} // namespace detail

/** See shm_event_init. */
class event : public detail::place
{
public:
    using place::place;

    /** Makes an event; flags of shm_event_flags. */
    template <class Segment>
    static event init(const Segment &segment, std::size_t offset, std::uint32_t flags = 0)
    {
        const event made(segment, offset);
        check(shm_event_init(made.segment(), offset, flags));
        return made;
    }

    int try_set() noexcept { return shm_event_set(segment(), offset()); }
    void set() { check(try_set()); }
    int try_reset() noexcept { return shm_event_reset(segment(), offset()); }
    void reset() { check(try_reset()); }

    /** The status: 0, SHM_TIMEOUT, or a refusal. */
    int try_wait(std::int64_t timeout_ns = 0) noexcept { return shm_event_wait(segment(), offset(), timeout_ns); }
    void wait() { check(try_wait(SHM_INFINITE)); }
    /** Whether it was set in time. */
    template <class Rep, class Period>
    bool wait_for(const std::chrono::duration<Rep, Period> &time)
    {
        return detail::in_time(try_wait(detail::nanoseconds(time)));
    }
};

/** See shm_semaphore_init. */
class semaphore : public detail::place
{
public:
    using place::place;

    /** Makes a semaphore; maximum 0 = the largest. */
    template <class Segment>
    static semaphore init(const Segment &segment, std::size_t offset, std::uint32_t count, std::uint32_t maximum = 0)
    {
        const semaphore made(segment, offset);
        check(shm_semaphore_init(made.segment(), offset, count, maximum));
        return made;
    }

    int try_release(std::uint32_t count = 1) noexcept { return shm_semaphore_release(segment(), offset(), count); }
    void release(std::uint32_t count = 1) { check(try_release(count)); }

    /** The status: 0, SHM_TIMEOUT, or a refusal. */
    int try_wait(std::int64_t timeout_ns = 0) noexcept { return shm_semaphore_wait(segment(), offset(), timeout_ns); }
    void acquire() { check(try_wait(SHM_INFINITE)); }
    bool try_acquire() { return detail::in_time(try_wait()); }
    template <class Rep, class Period>
    bool try_acquire_for(const std::chrono::duration<Rep, Period> &time)
    {
        return detail::in_time(try_wait(detail::nanoseconds(time)));
    }

    int count() const { return check(shm_semaphore_count(segment(), offset())); }
};

/** See shm_mutex_init. It is Lockable and TimedLockable: std::lock_guard, std::unique_lock and std::scoped_lock work
 * with it. */
class mutex : public detail::place
{
public:
    using place::place;

    template <class Segment>
    static mutex init(const Segment &segment, std::size_t offset)
    {
        const mutex made(segment, offset);
        check(shm_mutex_init(made.segment(), offset));
        return made;
    }

    /** The status: 0 or SHM_OWNER_DIED, it is locked; SHM_TIMEOUT, or a refusal. */
    int acquire(std::int64_t timeout_ns = SHM_INFINITE) noexcept
    {
        const int status = shm_mutex_lock(segment(), offset(), timeout_ns);
        if (status == 0 || status == SHM_OWNER_DIED)
            owner_died_ = status != 0; // only the thread that has the lock writes it
        return status;
    }

    void lock() { locked(acquire()); }
    bool try_lock() { return locked(acquire(0)); }
    template <class Rep, class Period>
    bool try_lock_for(const std::chrono::duration<Rep, Period> &time)
    {
        return locked(acquire(detail::nanoseconds(time)));
    }
    template <class Clock, class Duration>
    bool try_lock_until(const std::chrono::time_point<Clock, Duration> &time)
    {
        return try_lock_for(time - Clock::now());
    }

    /** Throws nothing, as Lockable asks; try_unlock has the status. */
    void unlock() noexcept { try_unlock(); }
    int try_unlock() noexcept { return shm_mutex_unlock(segment(), offset()); }

    /** For the thread that has the lock: whether it got it from one that died. */
    bool owner_died() const noexcept { return owner_died_; }

private:
    static bool locked(int status) { return status == SHM_OWNER_DIED || detail::in_time(status); }

    bool owner_died_ = false;
};

/** See shm_seqlock_init: a plain value that is read and written as a whole. */
template <class T>
class seqlock : public detail::place
{
public:
    using place::place;

    static std::size_t size() noexcept { return shm_seqlock_size(sizeof(T)); }

    template <class Segment>
    static seqlock init(const Segment &segment, std::size_t offset)
    {
        detail::require_plain<T>();
        const seqlock made(segment, offset);
        check(shm_seqlock_init(made.segment(), offset, sizeof(T)));
        return made;
    }

    int try_write(const T &value, std::int64_t timeout_ns = SHM_INFINITE) noexcept
    {
        return shm_seqlock_write(segment(), offset(), &value, sizeof value, timeout_ns);
    }
    void write(const T &value) { check(try_write(value)); }

    /** A version of 0 accepts any value, another one only a newer value; it becomes that of the value read. */
    int try_read(T &value, std::uint64_t &version, std::int64_t timeout_ns = 0) const noexcept
    {
        return shm_seqlock_read(segment(), offset(), &value, sizeof value, &version, timeout_ns);
    }

    /** The newest value; waits for the first one. */
    T read() const
    {
        T value{};
        std::uint64_t version = 0;
        check(try_read(value, version, SHM_INFINITE));
        return value;
    }
};

} // namespace shm

#endif
