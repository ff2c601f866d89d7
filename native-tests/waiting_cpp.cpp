// The C++ wrapper of wait sets, and descriptors of single ends.
#include "check.h"
#include <poll.h>
#include <shmnative.hpp>
#include <thread>
#include <unistd.h>

using namespace std::chrono_literals;

static_assert(!std::is_copy_constructible_v<shm::wait_set> && std::is_nothrow_move_constructible_v<shm::wait_set>);

static bool is_readable(int descriptor)
{
    pollfd polled{descriptor, POLLIN, 0};
    return poll(&polled, 1, 60000) == 1;
}

int main()
{
    const std::string name = "shmnative-waiting-cpp-" + std::to_string(getpid());
    shm::publisher<double> publisher(name);
    shm::subscriber<double> subscriber(name);
    const shm::server server("posix:/" + name + "-segment", 4096);
    shm::event event = shm::event::init(server, 0);
    shm::semaphore semaphore = shm::semaphore::init(server, 64, 0);

    shm::wait_set set;
    set.add(subscriber, 1);
    set.add(event, 2);
    set.add(semaphore, 3);
    CHECK(set.wait(1ms).empty());
    std::thread([&] { event.set(); }).join();
    CHECK_EQUAL(set.wait()[0].tag, 2);
    event.wait();
    publisher.send(1.5);
    semaphore.release();
    CHECK_EQUAL(set.wait(60s).size(), 2);
    set.remove(3);
    double number = 0;
    CHECK_EQUAL(subscriber.try_receive(number), 0);
    CHECK(number == 1.5);
    std::thread canceller([&] { set.cancel(); });
    try {
        (void)set.wait();
        CHECK(false);
    } catch (const shm::error &refusal) {
        CHECK_EQUAL(refusal.status(), SHM_CANCELLED);
    }
    canceller.join();

    const int any = set.poll_fd(), one = subscriber.poll_fd();
    CHECK_EQUAL(subscriber.try_receive(number), SHM_EMPTY);
    CHECK(set.wait(0s).empty());
    std::thread([&] { publisher.send(2.5); }).join();
    CHECK(is_readable(any) && is_readable(one));
    CHECK_EQUAL(subscriber.try_receive(number), 0);
    CHECK(publisher.poll_fd() >= 0);
    return check_failures != 0;
}
