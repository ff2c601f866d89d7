// The floor of the benchmark: two hand-written processes that share a state word and the payload, in as few cache lines
// as they need. Round trip: one slot for each direction. Stream: a single-producer single-consumer ring of equal slots.
// The payload is copied in and out in full, and every message is checked. Usage: shm-bench-floor ping|pong|send|receive
// NAME SIZE COUNT CORE SLOTS PAUSE(0|1)
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace
{

struct Slot {
    std::atomic<std::uint64_t> state;
    unsigned char payload[1];
};

class Region
{
public:
    Region(const char *name, std::size_t size, std::size_t slots)
        : stride_((offsetof(Slot, payload) + size + 63) / 64 * 64), slots_(slots)
    {
        const std::size_t total = stride_ * (slots + 2);
        const int fd = shm_open(name, O_RDWR | O_CREAT, 0600);
        if (fd < 0 || ftruncate(fd, static_cast<off_t>(total)) != 0)
            fail("shm_open");
        void *memory = mmap(nullptr, total, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
        if (memory == MAP_FAILED)
            fail("mmap");
        base_ = static_cast<unsigned char *>(memory);
        close(fd);
    }

    [[noreturn]] static void fail(const char *what)
    {
        std::perror(what);
        std::exit(1);
    }

    Slot &slot(std::uint64_t index) const { return *reinterpret_cast<Slot *>(base_ + index % slots_ * stride_); }

    // The consumer's position, in a line of its own behind the slots.
    std::atomic<std::uint64_t> &taken() const
    {
        return *reinterpret_cast<std::atomic<std::uint64_t> *>(base_ + slots_ * stride_);
    }

private:
    std::size_t stride_;
    std::size_t slots_;
    unsigned char *base_;
};

struct Job {
    std::string verb;
    Region region;
    std::size_t size;
    std::uint64_t count;
    std::uint64_t slots;
    bool pause;
};

void look_again(const Job &job)
{
    if (job.pause)
        __builtin_ia32_pause();
}

void stamp(std::vector<unsigned char> &message, std::uint64_t number)
{
    std::memcpy(message.data(), &number, std::min(sizeof number, message.size()));
    std::memcpy(message.data() + message.size() - std::min(sizeof number, message.size()), &number,
                std::min(sizeof number, message.size()));
}

void check(const std::vector<unsigned char> &message, std::uint64_t number)
{
    std::vector<unsigned char> expected(std::min<std::size_t>(sizeof number, message.size()));
    std::memcpy(expected.data(), &number, expected.size());
    if (std::memcmp(message.data(), expected.data(), expected.size()) != 0 ||
        std::memcmp(message.data() + message.size() - expected.size(), expected.data(), expected.size()) != 0)
        Region::fail("a message is wrong");
}

void put(Slot &slot, const std::vector<unsigned char> &message, std::uint64_t state)
{
    std::memcpy(slot.payload, message.data(), message.size());
    slot.state.store(state, std::memory_order_release);
}

void get(const Job &job, Slot &slot, std::vector<unsigned char> &message, std::uint64_t state)
{
    while (slot.state.load(std::memory_order_acquire) != state)
        look_again(job);
    std::memcpy(message.data(), slot.payload, message.size());
}

void ping(const Job &job)
{
    std::vector<unsigned char> out(job.size, 0x5a), in(job.size);
    std::vector<double> samples;
    samples.reserve(job.count);
    const std::uint64_t warm = job.count / 10;
    auto before = std::chrono::steady_clock::now();
    for (std::uint64_t i = 1; i <= warm + job.count; i++) {
        stamp(out, i);
        put(job.region.slot(0), out, i);
        get(job, job.region.slot(1), in, i);
        check(in, i);
        const auto now = std::chrono::steady_clock::now();
        if (i > warm)
            samples.push_back(std::chrono::duration<double, std::nano>(now - before).count());
        before = now;
    }
    std::sort(samples.begin(), samples.end());
    for (const double quantile : {0.5, 0.99, 0.999})
        std::printf("%.0f ", samples[static_cast<std::size_t>(quantile * static_cast<double>(samples.size() - 1))]);
    std::printf("\n");
}

void pong(const Job &job)
{
    std::vector<unsigned char> message(job.size);
    for (std::uint64_t i = 1; i <= job.count / 10 + job.count; i++) {
        get(job, job.region.slot(0), message, i);
        check(message, i);
        put(job.region.slot(1), message, i);
    }
}

void send(const Job &job)
{
    std::vector<unsigned char> message(job.size, 0x5a);
    std::uint64_t limit = job.slots;
    for (std::uint64_t i = 0; i < job.count; i++) {
        while (i >= limit) {
            limit = job.region.taken().load(std::memory_order_acquire) + job.slots;
            look_again(job);
        }
        stamp(message, i + 1);
        put(job.region.slot(i), message, i + 1);
    }
}

void receive(const Job &job)
{
    std::vector<unsigned char> message(job.size);
    get(job, job.region.slot(0), message, 1);
    const auto start = std::chrono::steady_clock::now();
    for (std::uint64_t i = 0; i < job.count; i++) {
        get(job, job.region.slot(i), message, i + 1);
        check(message, i + 1);
        job.region.taken().store(i + 1, std::memory_order_release);
    }
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    std::printf("%.0f\n", static_cast<double>(job.count) / elapsed.count());
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 8) {
        std::fprintf(stderr, "usage: shm-bench-floor ping|pong|send|receive NAME SIZE COUNT CORE SLOTS PAUSE\n");
        return 2;
    }
    cpu_set_t core;
    CPU_ZERO(&core);
    CPU_SET(std::atoi(argv[5]), &core);
    sched_setaffinity(0, sizeof core, &core);
    const std::size_t size = std::strtoull(argv[3], nullptr, 10);
    const std::uint64_t slots = std::strtoull(argv[6], nullptr, 10);
    const Job job{argv[1], Region(argv[2], size, slots),  size, std::strtoull(argv[4], nullptr, 10),
                  slots,   std::strcmp(argv[7], "1") == 0};
    if (job.verb == "ping")
        ping(job);
    else if (job.verb == "pong")
        pong(job);
    else if (job.verb == "send")
        send(job);
    else
        receive(job);
    return 0;
}
