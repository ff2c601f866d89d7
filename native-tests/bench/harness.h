// What every contender of the benchmark is made of, except its transport: the protocol with the runner, the job, the
// payload and its check. docs/performance.md has the method.
//
// A contender is started with KEY=VALUE arguments (see Job) and talks to the runner in lines:
//
//   contender: ready                   its channels are open; role 0, which creates them, is started before the others
//   runner:    go                      all parties are ready
//   contender: result KEY=VALUE ...    the numbers, in nanoseconds, messages per second or bytes; "checked" counts
//                                      the messages that were looked at in full
//   runner:    (end of input)          all parties have their results: close everything and exit
//
// Exit codes: 0, 1 (failed, the reason on standard error), 4 (a message was wrong), 77 (this contender has no such
// measure, or the host's limits forbid it).
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <sched.h>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

namespace bench
{

enum Exit { failed = 1, wrong_message = 4, not_applicable = 77 };

[[noreturn]] inline void fail(const std::string &what)
{
    std::fprintf(stderr, "%s\n", what.c_str());
    std::exit(failed);
}

[[noreturn]] inline void fail_errno(const char *call)
{
    fail(std::string(call) + ": " + std::strerror(errno));
}

[[noreturn]] inline void unsupported(const std::string &why)
{
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(not_applicable);
}

struct Job {
    std::string measure;
    std::string name; // what all names of this measurement begin with
    // Of the contender: "plain" looks again without a pause. The floor's "ring" is not told that a round trip's
    // messages are paced by their answers.
    std::string variant;
    std::size_t size = 64;     // of a message; a multiple of 8
    std::size_t slots = 256;   // that a channel holds
    std::size_t count = 0;     // at most so many samples
    std::uint64_t millis = 20; // and about so long
    std::uint64_t gap = 1000;  // wake: idle microseconds before each message
    unsigned role = 0;
    unsigned parties = 1; // the other processes: roles 1 to parties
    int core = -1;
    bool crowded = false; // more processes than cores: an empty look gives the core away
    bool corrupt = false; // senders spoil a message, which receivers have to notice

    Job(int argc, char **argv)
    {
        for (int i = 1; i < argc; i++) {
            const std::string_view text = argv[i];
            const std::size_t split = text.find('=');
            if (split == text.npos)
                fail("usage: KEY=VALUE ...; see native-tests/bench/harness.h");
            set(text.substr(0, split), std::string(text.substr(split + 1)));
        }
        if (core >= 0) {
            cpu_set_t mask;
            CPU_ZERO(&mask);
            CPU_SET(static_cast<unsigned>(core), &mask);
            sched_setaffinity(0, sizeof mask, &mask);
        }
    }

private:
    void set(std::string_view key, const std::string &value)
    {
        const auto number = [&] { return std::strtoull(value.c_str(), nullptr, 10); };
        if (key == "measure")
            measure = value;
        else if (key == "name")
            name = value;
        else if (key == "variant")
            variant = value;
        else if (key == "size")
            size = number();
        else if (key == "slots")
            slots = number();
        else if (key == "count")
            count = number();
        else if (key == "millis")
            millis = number();
        else if (key == "gap")
            gap = number();
        else if (key == "role")
            role = static_cast<unsigned>(number());
        else if (key == "parties")
            parties = static_cast<unsigned>(number());
        else if (key == "core")
            core = static_cast<int>(number());
        else if (key == "crowded")
            crowded = number() != 0;
        else if (key == "corrupt")
            corrupt = number() != 0;
        else if (key == "limit") // a contender that hangs ends by itself, also when the runner is gone
            alarm(static_cast<unsigned>(number()));
        else
            fail("unknown argument " + std::string(key));
    }
};

// ---- time

inline std::uint64_t now()
{
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_nsec);
}

// What happens between two looks that found nothing.
class Again
{
public:
    explicit Again(const Job &job) : pause_(job.variant != "plain"), crowded_(job.crowded) {}

    void operator()()
    {
        if (crowded_ && ++looks_ % 32 == 0)
            sched_yield();
        if (pause_)
#if defined(__x86_64__)
            __builtin_ia32_pause();
#else
            asm volatile("yield");
#endif
    }

private:
    bool pause_;
    bool crowded_;
    unsigned looks_ = 0;
};

// ---- the payload: every word is the message's number, so a lost, old, torn or misplaced word is seen

using Message = std::vector<std::uint64_t>;

constexpr std::uint64_t stop = ~0ULL; // the number of the last message

inline Message message_of(const Job &job)
{
    if (job.size < 8 || job.size % 8 != 0)
        fail("the size has to be a multiple of 8");
    return Message(job.size / 8);
}

inline void fill(Message &message, std::uint64_t number, bool corrupt = false)
{
    std::fill(message.begin(), message.end(), number);
    if (corrupt)
        message[message.size() / 2] ^= 1ULL << 40;
}

[[noreturn]] inline void wrong(std::uint64_t number)
{
    std::fprintf(stderr, "message %llu is wrong\n", static_cast<unsigned long long>(number));
    std::exit(wrong_message);
}

inline void verify(const Message &message, std::uint64_t number)
{
    std::uint64_t difference = 0;
    for (const std::uint64_t word : message)
        difference |= word ^ number;
    if (difference != 0)
        wrong(number);
}

// ---- the conversation with the runner

inline void ready()
{
    std::puts("ready");
    std::fflush(stdout);
    char line[8];
    if (std::fgets(line, sizeof line, stdin) == nullptr)
        fail("the runner is gone");
}

class Result
{
public:
    Result &add(const char *key, double value)
    {
        char text[64];
        std::snprintf(text, sizeof text, " %s=%.1f", key, value);
        line_ += text;
        return *this;
    }

    // Nearest-rank percentiles of samples that each stand for so many operations.
    Result &percentiles(std::vector<std::uint32_t> &samples, double operations = 1)
    {
        if (samples.empty())
            fail("no sample was taken");
        std::sort(samples.begin(), samples.end());
        const auto at = [&](double quantile) {
            return samples[static_cast<std::size_t>(quantile * static_cast<double>(samples.size() - 1))] / operations;
        };
        return add("p50", at(0.5)).add("p99", at(0.99)).add("p999", at(0.999));
    }

    // Says the result and stays until all have said theirs: what others may still read is not taken away.
    void say(std::uint64_t checked)
    {
        std::printf("result checked=%llu%s\n", static_cast<unsigned long long>(checked), line_.c_str());
        std::fflush(stdout);
        while (std::getchar() != EOF) {
        }
    }

private:
    std::string line_;
};

} // namespace bench
