// Two balances, of which the sum never changes, and a mutex. One process dies in the middle of a transfer; the next one
// is told so.
#include <csignal>
#include <iostream>
#include <mutex>
#include <shmnative.hpp>
#include <sys/wait.h>
#include <unistd.h>

struct accounts {
    long mine, yours;
};
constexpr std::size_t mutex_at = 0, accounts_at = 64;

static void die_while_transferring()
{
    shm::client segment("posix:/accounts", shm::access::writable, std::chrono::seconds(10));
    shm::mutex mutex(segment, mutex_at);
    const std::lock_guard guard(mutex);
    const accounts half{50, 0}; // taken from one, not yet given to the other
    segment.write(accounts_at, &half, sizeof half);
    std::raise(SIGKILL);
}

int main()
try {
    if (fork() == 0) // before the library is used: a process attaches by itself
        die_while_transferring();
    shm::create_options options;
    options.hidden = true; // nobody sees it half made
    shm::server segment("posix:/accounts", 4096, options);
    shm::mutex mutex = shm::mutex::init(segment, mutex_at);
    auto *balances = new (static_cast<char *>(segment.data()) + accounts_at) accounts{100, 0};
    segment.publish();
    wait(nullptr);

    const std::lock_guard guard(mutex);
    std::cout << "the sum is " << balances->mine + balances->yours << '\n';
    if (mutex.owner_died()) {
        balances->yours = 100 - balances->mine;
        std::cout << "who had the lock died; repaired: " << balances->mine << " and " << balances->yours << '\n';
    }
} catch (const shm::error &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
