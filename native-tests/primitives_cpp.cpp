// The C++ wrappers of the primitives with what the standard library has for locks.
#include "check.h"
#include <mutex>
#include <shmnative.hpp>
#include <thread>
#include <unistd.h>

using namespace std::chrono_literals;

struct pair {
    std::int64_t first, second;
};

static void mutexes(const shm::server &server)
{
    shm::mutex mutex = shm::mutex::init(server, 0);
    std::int64_t *counter = reinterpret_cast<std::int64_t *>(static_cast<char *>(server.data()) + 1024);
    const auto work = [&] {
        for (int i = 0; i < 2000; i++) {
            const std::lock_guard guard(mutex);
            ++*counter;
        }
    };
    std::thread one(work), two(work);
    one.join();
    two.join();
    CHECK_EQUAL(*counter, 4000);

    std::unique_lock lock(mutex, 1s);
    CHECK(lock.owns_lock() && !mutex.owner_died());
    bool got = true;
    std::thread([&] { got = mutex.try_lock() || mutex.try_lock_for(5ms); }).join();
    CHECK(!got);
    CHECK_EQUAL(mutex.acquire(), SHM_DEADLOCK);
    try {
        mutex.lock();
        CHECK(false);
    } catch (const shm::error &refusal) {
        CHECK_EQUAL(refusal.status(), SHM_DEADLOCK);
    }
    lock.unlock();
    std::thread([&] { mutex.lock(); }).join(); // ends with the lock held
    CHECK(mutex.try_lock_until(std::chrono::steady_clock::now() + 60s));
    CHECK(mutex.owner_died());
    CHECK_EQUAL(mutex.try_unlock(), 0);
    CHECK_EQUAL(mutex.try_unlock(), SHM_NOT_OWNER);
}

static void events(const shm::server &server)
{
    shm::event event = shm::event::init(server, 64);
    CHECK(!event.wait_for(1ms));
    std::thread([&] { event.set(); }).join();
    event.wait();
    CHECK_EQUAL(event.try_wait(), SHM_TIMEOUT);
    event.set();
    event.reset();
    CHECK(!event.wait_for(-1s));

    shm::semaphore semaphore = shm::semaphore::init(server, 128, 1, 3);
    semaphore.acquire();
    CHECK(!semaphore.try_acquire() && !semaphore.try_acquire_for(1ms));
    semaphore.release(3);
    CHECK_EQUAL(semaphore.try_release(), SHM_OVERFLOW);
    CHECK_EQUAL(semaphore.count(), 3);
}

static void values(const shm::server &server)
{
    shm::seqlock<pair> value = shm::seqlock<pair>::init(server, 192);
    CHECK_EQUAL(value.size(), 96);
    std::thread writer([&] {
        for (std::int64_t i = 1; i <= 20000; i++)
            value.write({i, -i});
    });
    pair read{};
    std::uint64_t version = 0;
    while (read.first < 20000) {
        CHECK_EQUAL(value.try_read(read, version, shm::forever), 0);
        CHECK(read.first == -read.second);
    }
    writer.join();
    CHECK_EQUAL(value.read().first, 20000);
    CHECK_EQUAL(value.try_read(read, version), SHM_TIMEOUT);
}

int main()
{
    const shm::server server("posix:/shmnative-primitives-cpp-" + std::to_string(getpid()), 4096);
    mutexes(server);
    events(server);
    values(server);
    return check_failures != 0;
}
