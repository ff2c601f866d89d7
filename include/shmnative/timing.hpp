/*
 * shmnative/timing.hpp - how long a call waits; a part of shmnative.hpp.
 */
#ifndef SHMNATIVE_TIMING_HPP
#define SHMNATIVE_TIMING_HPP

#include <chrono>

#include "handle.hpp"

namespace shm
{

/** How long a call waits: any duration of std::chrono, shm::no_wait or shm::forever. A number alone is none. */
class timeout
{
public:
    constexpr timeout() noexcept = default;

    /** Rounded up to nanoseconds; none when it is over already, and 200 years at most. */
    template <class Rep, class Period>
    constexpr timeout(const std::chrono::duration<Rep, Period> &wait) noexcept
    {
        constexpr auto most = std::chrono::hours(24 * 365 * 200);
        if (wait >= most)
            nanoseconds_ = std::chrono::nanoseconds(most).count();
        else if (wait > wait.zero())
            nanoseconds_ = std::chrono::ceil<std::chrono::nanoseconds>(wait).count();
    }

    [[nodiscard]] static constexpr timeout infinite() noexcept
    {
        timeout result;
        result.nanoseconds_ = SHM_INFINITE;
        return result;
    }

    /** As the calls of shmnative.h have it. */
    [[nodiscard]] constexpr std::int64_t nanoseconds() const noexcept { return nanoseconds_; }

private:
    std::int64_t nanoseconds_ = 0;
};

/** Not at all. */
inline constexpr timeout no_wait{};

/** As long as it takes. */
inline constexpr timeout forever = timeout::infinite();

namespace detail
{

/** True for success, false when the time is over; throws for everything else. */
inline bool in_time(int status)
{
    if (status == SHM_TIMEOUT)
        return false;
    check(status);
    return true;
}

} // namespace detail

} // namespace shm

#endif
