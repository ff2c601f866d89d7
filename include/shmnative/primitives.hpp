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

#include "segments.hpp"

namespace shm
{

namespace detail
{

/** An offset in an open shm::server or shm::client. */
class place
{
public:
    place(const server &owner, std::size_t offset) noexcept : segment_(owner.segment()), offset_(offset) {}
    place(const client &user, std::size_t offset) noexcept : segment_(user.segment()), offset_(offset) {}

    [[nodiscard]] std::size_t offset() const noexcept { return offset_; }

    /** What it stands in, for calls of shmnative.h; NULL when that was closed. */
    [[nodiscard]] shm_segment *segment() const noexcept { return segment_; }

private:
    shm_segment *segment_;
    std::size_t offset_;
};

} // namespace detail

/** How an event is made. */
struct event_options {
    bool manual = false;        /**< It stays set until it is reset. */
    bool initially_set = false; /**< It is set at first. */
};

/** See shm_event_init. */
class event : public detail::place
{
public:
    using place::place;

    /** Makes an event. */
    template <class Segment>
    [[nodiscard]] static event init(const Segment &segment, std::size_t offset, const event_options &options = {})
    {
        const event made(segment, offset);
        check(shm_event_init(made.segment(), offset,
                             detail::flag(options.manual, SHM_EVENT_MANUAL) |
                                 detail::flag(options.initially_set, SHM_EVENT_INITIALLY_SET)));
        return made;
    }

    [[nodiscard]] int try_set() noexcept { return shm_event_set(segment(), offset()); }
    void set() { check(try_set()); }
    [[nodiscard]] int try_reset() noexcept { return shm_event_reset(segment(), offset()); }
    void reset() { check(try_reset()); }

    /** The status: 0, SHM_TIMEOUT, or a refusal. */
    [[nodiscard]] int try_wait(timeout wait = no_wait) noexcept
    {
        return shm_event_wait(segment(), offset(), wait.nanoseconds());
    }
    void wait() { check(try_wait(forever)); }
    /** Whether it was set in time. */
    [[nodiscard]] bool wait_for(timeout time) { return detail::in_time(try_wait(time)); }
};

/** See shm_semaphore_init. */
class semaphore : public detail::place
{
public:
    using place::place;

    /** Makes a semaphore; maximum 0 = the largest. */
    template <class Segment>
    [[nodiscard]] static semaphore init(const Segment &segment, std::size_t offset, std::uint32_t count,
                                        std::uint32_t maximum = 0)
    {
        const semaphore made(segment, offset);
        check(shm_semaphore_init(made.segment(), offset, count, maximum));
        return made;
    }

    [[nodiscard]] int try_release(std::uint32_t count = 1) noexcept
    {
        return shm_semaphore_release(segment(), offset(), count);
    }
    void release(std::uint32_t count = 1) { check(try_release(count)); }

    /** The status: 0, SHM_TIMEOUT, or a refusal. */
    [[nodiscard]] int try_wait(timeout wait = no_wait) noexcept
    {
        return shm_semaphore_wait(segment(), offset(), wait.nanoseconds());
    }
    void acquire() { check(try_wait(forever)); }
    [[nodiscard]] bool try_acquire() { return detail::in_time(try_wait()); }
    [[nodiscard]] bool try_acquire_for(timeout time) { return detail::in_time(try_wait(time)); }

    [[nodiscard]] int count() const { return check(shm_semaphore_count(segment(), offset())); }
};

/** See shm_mutex_init. It is Lockable and TimedLockable: std::lock_guard, std::unique_lock and std::scoped_lock work
 * with it. */
class mutex : public detail::place
{
public:
    using place::place;

    template <class Segment>
    [[nodiscard]] static mutex init(const Segment &segment, std::size_t offset)
    {
        const mutex made(segment, offset);
        check(shm_mutex_init(made.segment(), offset));
        return made;
    }

    /** The status: 0 or SHM_OWNER_DIED, it is locked; SHM_TIMEOUT, or a refusal. */
    [[nodiscard]] int acquire(timeout wait = forever) noexcept
    {
        const int status = shm_mutex_lock(segment(), offset(), wait.nanoseconds());
        if (status == 0 || status == SHM_OWNER_DIED)
            owner_died_ = status != 0; // only the thread that has the lock writes it
        return status;
    }

    void lock() { locked(acquire()); }
    [[nodiscard]] bool try_lock() { return locked(acquire(no_wait)); }
    [[nodiscard]] bool try_lock_for(timeout time) { return locked(acquire(time)); }
    template <class Clock, class Duration>
    [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration> &time)
    {
        return try_lock_for(time - Clock::now());
    }

    /** Throws nothing, as Lockable asks; try_unlock has the status. */
    void unlock() noexcept { (void)try_unlock(); }
    [[nodiscard]] int try_unlock() noexcept { return shm_mutex_unlock(segment(), offset()); }

    /** For the thread that has the lock: whether it got it from one that died. */
    [[nodiscard]] bool owner_died() const noexcept { return owner_died_; }

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

    [[nodiscard]] static std::size_t size() noexcept { return shm_seqlock_size(sizeof(T)); }

    template <class Segment>
    [[nodiscard]] static seqlock init(const Segment &segment, std::size_t offset)
    {
        detail::require_plain<T>();
        const seqlock made(segment, offset);
        check(shm_seqlock_init(made.segment(), offset, sizeof(T)));
        return made;
    }

    [[nodiscard]] int try_write(const T &value, timeout wait = forever) noexcept
    {
        return shm_seqlock_write(segment(), offset(), &value, sizeof value, wait.nanoseconds());
    }
    void write(const T &value) { check(try_write(value)); }

    /** A version of 0 accepts any value, another one only a newer value; it becomes that of the value read. */
    [[nodiscard]] int try_read(T &value, std::uint64_t &version, timeout wait = no_wait) const noexcept
    {
        return shm_seqlock_read(segment(), offset(), &value, sizeof value, &version, wait.nanoseconds());
    }

    /** The newest value; waits for the first one. */
    [[nodiscard]] T read() const
    {
        T value{};
        std::uint64_t version = 0;
        check(try_read(value, version, forever));
        return value;
    }
};

} // namespace shm

#endif
