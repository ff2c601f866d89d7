/* Wait sets and descriptors through the C calls: poll, select and epoll, a sender that is killed, closing while
 * somebody polls. */
#include "check.h"
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <shmnative.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MESSAGES = 2000, LONG = 60000 };

static const int64_t SECOND = 1000000000;
static char topic[64], queue[64], segment[64];

static int is_readable(int descriptor, int milliseconds)
{
    struct pollfd polled = {.fd = descriptor, .events = POLLIN};
    return poll(&polled, 1, milliseconds) == 1;
}

/* A forked child that sends numbers with gaps and ends the stream, or stays until it is killed. */
static pid_t sender(int stays)
{
    const pid_t pid = fork();
    if (pid != 0)
        return pid;
    shm_sender *out;
    shm_endpoint_options options = {.struct_size = sizeof options, .flags = SHM_ENDPOINT_WAIT_FOR_PEER};
    if (shm_queue_open_producer(queue, NULL, &options, &out) != 0)
        _exit(1);
    for (uint32_t i = 0; i < MESSAGES; i++) {
        if (shm_sender_send(out, &i, sizeof i, i, SHM_INFINITE) != 0)
            _exit(2);
        if (i % 64 == 0)
            usleep(1000);
    }
    if (stays)
        pause();
    if (shm_sender_end(out) != 0)
        _exit(3);
    shm_sender_close(out);
    _exit(0);
}

static shm_receiver *receiver(void)
{
    shm_receiver *in;
    shm_endpoint_options options = {.struct_size = sizeof options, .wait_ns = 60 * SECOND};
    REQUIRE(shm_queue_open_consumer(queue, &options, &in) == 0);
    return in;
}

static void by_epoll(pid_t pid)
{
    shm_receiver *in = receiver();
    const int descriptor = shm_receiver_poll_fd(in), loop = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = in};
    REQUIRE(descriptor >= 0 && loop >= 0);
    CHECK_EQUAL(shm_receiver_poll_fd(in), descriptor);
    CHECK_EQUAL(epoll_ctl(loop, EPOLL_CTL_ADD, descriptor, &event), 0);
    uint32_t expected = 0;
    int status = 0;
    while (status != SHM_CLOSED) {
        uint32_t number;
        CHECK_EQUAL(epoll_wait(loop, &event, 1, LONG), 1);
        CHECK(event.data.ptr == in);
        while ((status = shm_receiver_receive(in, &number, sizeof number, NULL, 0)) == 0)
            CHECK_EQUAL(number, expected++);
        if (status != SHM_EMPTY && status != SHM_CLOSED) {
            CHECK_EQUAL(status, SHM_CLOSED);
            break;
        }
    }
    CHECK_EQUAL(expected, MESSAGES);
    CHECK_EQUAL(shm_receiver_close(in), 0);
    close(loop);
    CHECK_EQUAL(waitpid(pid, NULL, 0), pid);
}

static void by_set(pid_t pid)
{
    shm_receiver *in = receiver();
    shm_server *server;
    shm_waitset *set;
    shm_ready ready[4];
    REQUIRE(shm_server_create(segment, 4096, NULL, &server) == 0);
    shm_segment *const place = shm_server_segment(server);
    REQUIRE(shm_event_init(place, 0, 0) == 0 && shm_semaphore_init(place, 64, 0, 0) == 0);
    CHECK_EQUAL(shm_waitset_create(NULL), SHM_INVALID_ARGUMENT);
    REQUIRE(shm_waitset_create(&set) == 0);
    CHECK_EQUAL(shm_waitset_add(set, in, 1), 0);
    CHECK_EQUAL(shm_waitset_add(set, in, 1), SHM_ALREADY_EXISTS);
    CHECK_EQUAL(shm_waitset_add_sender(set, (shm_sender *)(void *)in, 9), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_waitset_add_event(set, place, 64, 2), SHM_WRONG_KIND);
    CHECK_EQUAL(shm_waitset_add_event(set, place, 0, 2), 0);
    CHECK_EQUAL(shm_waitset_add_semaphore(set, place, 64, 3), 0);
    CHECK_EQUAL(shm_waitset_remove(set, 7), SHM_NOT_FOUND);
    CHECK_EQUAL(shm_waitset_wait(set, NULL, 4, 0), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_waitset_wait(set, ready, 0, 0), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_waitset_wait(set, ready, 4, -2), SHM_INVALID_ARGUMENT);

    uint32_t expected = 0, number;
    while (expected < MESSAGES) {
        CHECK_EQUAL(shm_waitset_wait(set, ready, 4, 60 * SECOND), 1);
        CHECK(ready[0].tag == 1 && ready[0].status == 0);
        while (shm_receiver_receive(in, &number, sizeof number, NULL, 0) == 0)
            CHECK_EQUAL(number, expected++);
    }
    CHECK_EQUAL(shm_waitset_wait(set, ready, 4, 10000000), SHM_TIMEOUT);
    CHECK_EQUAL(shm_event_set(place, 0), 0);
    CHECK_EQUAL(shm_semaphore_release(place, 64, 1), 0);
    CHECK_EQUAL(shm_waitset_wait(set, ready, 4, SHM_INFINITE), 2);
    CHECK(ready[0].tag == 2 && ready[1].tag == 3);
    CHECK_EQUAL(shm_waitset_remove(set, 2), 0);
    CHECK_EQUAL(shm_waitset_remove(set, 3), 0);
    CHECK_EQUAL(shm_waitset_cancel(set), 0);
    CHECK_EQUAL(shm_waitset_wait(set, ready, 4, SHM_INFINITE), SHM_CANCELLED);

    const int descriptor = shm_waitset_poll_fd(set);
    REQUIRE(descriptor >= 0);
    CHECK_EQUAL(shm_waitset_wait(set, ready, 4, 0), SHM_TIMEOUT);
    CHECK(!is_readable(descriptor, 0));
    CHECK_EQUAL(kill(pid, SIGKILL), 0);
    int status = SHM_TIMEOUT;
    while (status == SHM_TIMEOUT && is_readable(descriptor, LONG))
        status = shm_waitset_wait(set, ready, 4, 0);
    CHECK_EQUAL(status, 1);
    CHECK_EQUAL(ready[0].status, SHM_NO_PEER);
    CHECK_EQUAL(waitpid(pid, NULL, 0), pid);

    CHECK_EQUAL(shm_receiver_close(in), 0); /* it leaves the set */
    CHECK_EQUAL(shm_waitset_wait(set, ready, 4, 0), SHM_TIMEOUT);
    CHECK_EQUAL(shm_waitset_close(set), 0);
    CHECK_EQUAL(shm_waitset_close(set), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_waitset_close(NULL), 0);
    CHECK_EQUAL(shm_waitset_wait(set, ready, 4, 0), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_waitset_poll_fd(NULL), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_server_close(server), 0);
}

/* Room for a sender, by select; and an end that is closed while it is armed. */
static void by_select(void)
{
    shm_sender *out;
    shm_receiver *in;
    shm_channel_options shape = {.struct_size = sizeof shape, .slots = 2};
    fd_set set;
    REQUIRE(shm_topic_open_publisher(topic, &shape, NULL, &out) == 0);
    REQUIRE(shm_topic_open_subscriber(topic, NULL, &in) == 0);
    const int descriptor = shm_sender_poll_fd(out);
    REQUIRE(descriptor >= 0 && descriptor < FD_SETSIZE);
    while (shm_sender_send(out, "x", 1, 0, 0) == 0)
        continue;
    CHECK(!is_readable(descriptor, 0));
    CHECK_EQUAL(shm_receiver_receive(in, NULL, 0, NULL, 0), SHM_TOO_LARGE); /* cut, and gone */
    FD_ZERO(&set);
    FD_SET(descriptor, &set);
    CHECK_EQUAL(select(descriptor + 1, &set, NULL, NULL, &(struct timeval){.tv_sec = 60}), 1);
    CHECK_EQUAL(shm_sender_send(out, "x", 1, 0, 0), 0);
    while (shm_receiver_receive(in, NULL, 0, NULL, 0) == SHM_TOO_LARGE)
        continue;
    CHECK(shm_receiver_poll_fd(in) >= 0);
    CHECK_EQUAL(shm_receiver_receive(in, NULL, 0, NULL, 0), SHM_EMPTY); /* armed */
    CHECK_EQUAL(shm_receiver_close(in), 0);
    CHECK_EQUAL(shm_sender_send(out, "x", 1, 0, 0), 0);
    CHECK_EQUAL(shm_sender_close(out), 0);
    CHECK_EQUAL(shm_sender_poll_fd(out), SHM_INVALID_HANDLE);
}

int main(void)
{
    snprintf(topic, sizeof topic, "shmnative-waiting-topic-%" PRIdMAX, (intmax_t)getpid());
    snprintf(queue, sizeof queue, "shmnative-waiting-queue-%" PRIdMAX, (intmax_t)getpid());
    snprintf(segment, sizeof segment, "posix:/shmnative-waiting-%" PRIdMAX, (intmax_t)getpid());
    const pid_t first = sender(0); /* before this process uses the library */
    char second_queue[sizeof queue];
    memcpy(second_queue, queue, sizeof queue);
    strcat(queue, "-b");
    const pid_t second = sender(1);
    by_set(second);
    memcpy(queue, second_queue, sizeof queue);
    by_epoll(first);
    by_select();
    return check_failures != 0;
}
