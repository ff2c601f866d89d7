// Everything that a contender can be asked for, once it says what its transport is: bench::run<ITS_TRANSPORT>.
#pragma once

#include "alone.h"
#include "answers.h"
#include "streams.h"

namespace bench
{

template <class T>
int run(int argc, char **argv)
{
    const Job job(argc, argv);
    const std::string &measure = job.measure;
    if (measure == "round-trip" || measure == "in-place" || measure == "wake")
        Answers<T>(job).run();
    else if (measure == "stream" || measure == "publishers" || measure == "fan-out")
        Streams<T>(job).run();
    else if (measure == "send" || measure == "look" || measure == "call" || measure == "attach" || measure == "memory")
        Alone<T>(job).run();
    else if (measure == "clean")
        for (std::size_t i = 0; i < std::max<std::size_t>(job.count, most_parties); i++)
            T::clean(channel_name(job, i));
    else
        fail("unknown measure " + measure);
    return 0;
}

} // namespace bench
