// Whole messages over a descriptor that carries bytes: the try forms begin only when something moves, and then finish.
#pragma once

#include "../measures.h"

namespace bench
{

inline bool moved(ssize_t result, const char *call)
{
    if (result > 0)
        return true;
    if (result == 0)
        fail(std::string(call) + ": the other side is gone");
    if (errno != EAGAIN && errno != EINTR)
        fail_errno(call);
    return false;
}

// Moves size bytes by step(offset), which does what read(2) or write(2) do.
template <class Step>
bool move_all(std::size_t size, bool blocking, const char *call, Step step)
{
    std::size_t done = 0;
    do {
        const ssize_t result = step(done);
        if (moved(result, call))
            done += static_cast<std::size_t>(result);
        else if (done == 0 && !blocking)
            return false;
    } while (done < size);
    return true;
}

} // namespace bench
