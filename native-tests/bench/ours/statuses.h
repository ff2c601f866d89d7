// What this library's statuses mean to a contender.
#pragma once

#include "../measures.h"

#include <shmnative.h>

namespace bench
{

inline int require(int status, const char *call)
{
    if (status < 0)
        fail(std::string(call) + ": " + shm_status_string(status));
    return status;
}

// Whether a try form did it; what it ordinarily says instead is FULL or EMPTY.
inline bool done(int status, int otherwise, const char *call)
{
    if (status == otherwise)
        return false;
    require(status, call);
    return true;
}

} // namespace bench
