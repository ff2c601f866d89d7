/*
 * Signals: waits are ended by shm_cancel from a handler of SIGALRM, with and without SA_RESTART, many times; a late
 * cancel is harmless; waits end with -EINTR where that was asked for, and go on where it was not.
 */
#include "check.h"
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <shmnative.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { ROUNDS = 150, CAPACITY = 16 };

static const int64_t PATIENCE = 60000000000; /* a hang is a failure, not the end of the run */
static const int64_t MOMENT = 20000000;
static char queue[64], value[64], segment[64];
static shm_canceller current; /* what the handler cancels */
static volatile sig_atomic_t handled;

static shm_sender *producer;
static shm_receiver *consumer;
static shm_reader *reader;
static shm_waitset *set;
static shm_server *server;

static void cancel(int number)
{
    (void)number;
    handled = 1;
    errno = 77;
    shm_cancel(&current);
    if (errno != 77)
        handled = 2;
}

static void note(int number)
{
    (void)number;
    handled = 1;
}

static void handle(void (*handler)(int), int flags)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    REQUIRE(sigaction(SIGALRM, &action, NULL) == 0);
}

/* SIGALRM after so many microseconds, and with repeat every so many; 0: never. */
static void alarm_after(int microseconds, int repeat)
{
    const struct itimerval timer = {.it_value = {.tv_usec = microseconds},
                                    .it_interval = {.tv_usec = repeat ? microseconds : 0}};
    REQUIRE(setitimer(ITIMER_REAL, &timer, NULL) == 0);
}

/* ---- the waits: nothing comes for any of them */

static int wait_for_message(int64_t timeout)
{
    char buffer[CAPACITY];
    return shm_receiver_receive(consumer, buffer, sizeof buffer, NULL, timeout);
}

static int wait_for_room(int64_t timeout)
{
    int status;
    while ((status = shm_sender_send(producer, "full", 4, 0, 0)) == 0)
        ;
    return status == SHM_FULL ? shm_sender_send(producer, "full", 4, 0, timeout) : status;
}

static int wait_for_value(int64_t timeout)
{
    char buffer[CAPACITY];
    return shm_reader_receive(reader, buffer, sizeof buffer, NULL, timeout);
}

static int wait_for_any(int64_t timeout)
{
    shm_ready ready[2];
    return shm_waitset_wait(set, ready, 2, timeout);
}

static int wait_for_event(int64_t timeout)
{
    return shm_event_wait(shm_server_segment(server), 0, timeout);
}

/* Each round the signal comes at another moment: before the wait, while it spins, while it sleeps. */
static void cancel_many(const char *what, int (*wait)(int64_t), int flags)
{
    handle(cancel, flags);
    for (int round = 0; round < ROUNDS; round++) {
        handled = 0;
        alarm_after(1 + round * 7 % 1000, 0);
        const int status = wait(round % 2 == 0 ? SHM_INFINITE : PATIENCE);
        if (status != SHM_CANCELLED || handled != 1) {
            fprintf(stderr, "%s, round %d: %d, handled %d\n", what, round, status, (int)handled);
            check_failures++;
            return;
        }
    }
}

static void cancel_each(int flags)
{
    REQUIRE(shm_receiver_canceller(consumer, &current) == 0);
    cancel_many("receiver", wait_for_message, flags);
    REQUIRE(shm_reader_canceller(reader, &current) == 0);
    cancel_many("reader", wait_for_value, flags);
    REQUIRE(shm_waitset_canceller(set, &current) == 0);
    cancel_many("wait set", wait_for_any, flags);
    REQUIRE(shm_sender_canceller(producer, &current) == 0);
    cancel_many("sender", wait_for_room, flags);
    char buffer[CAPACITY];
    while (shm_receiver_receive(consumer, buffer, sizeof buffer, NULL, 0) == 0)
        ;
}

static void *cancel_from_thread(void *canceller)
{
    shm_cancel(canceller);
    return NULL;
}

/* From a thread; and what comes too late, or is empty, ends nothing. */
static void late_and_empty(void)
{
    shm_canceller mine, early, zero;
    memset(&zero, 0, sizeof zero);
    shm_cancel(&zero);
    shm_cancel(NULL);
    CHECK_EQUAL(shm_receiver_canceller(consumer, NULL), SHM_INVALID_ARGUMENT);
    REQUIRE(shm_receiver_canceller(consumer, &mine) == 0);
    pthread_t thread;
    REQUIRE(pthread_create(&thread, NULL, cancel_from_thread, &mine) == 0);
    CHECK_EQUAL(wait_for_message(PATIENCE), SHM_CANCELLED);
    pthread_join(thread, NULL);
    CHECK_EQUAL(wait_for_message(MOMENT), SHM_TIMEOUT);

    for (int i = 0; i < 8; i++) { /* words are used again: the closed one's is soon another's */
        shm_receiver *other;
        REQUIRE(shm_queue_open_consumer(queue, NULL, &other) == 0);
        REQUIRE(shm_receiver_canceller(other, &early) == 0);
        CHECK_EQUAL(shm_receiver_close(other), 0);
        REQUIRE(shm_queue_open_consumer(queue, NULL, &other) == 0);
        shm_cancel(&early);
        char buffer[CAPACITY];
        CHECK_EQUAL(shm_receiver_receive(other, buffer, sizeof buffer, NULL, MOMENT), SHM_TIMEOUT);
        CHECK_EQUAL(shm_receiver_close(other), 0);
        CHECK_EQUAL(shm_receiver_canceller(other, &early), SHM_INVALID_HANDLE);
        CHECK(early.word == NULL);
    }
}

/* With the flags a handled signal ends a wait; without them it goes on. */
static void interrupted(int flags)
{
    shm_receiver *patient;
    REQUIRE(shm_queue_open_consumer(queue, NULL, &patient) == 0);
    char buffer[CAPACITY];
    handle(note, flags);
    alarm_after(1000, 1);
    handled = 0;
    while (!handled) /* under load the first one may come late */
        CHECK_EQUAL(shm_receiver_receive(patient, buffer, sizeof buffer, NULL, MOMENT), SHM_TIMEOUT);
    CHECK_EQUAL(wait_for_message(PATIENCE), -EINTR);
    CHECK_EQUAL(wait_for_event(PATIENCE), -EINTR);
    CHECK_EQUAL(wait_for_any(PATIENCE), -EINTR);
    alarm_after(0, 0);
    CHECK_EQUAL(wait_for_any(MOMENT), SHM_TIMEOUT);
    CHECK_EQUAL(shm_receiver_close(patient), 0);
}

int main(void)
{
    snprintf(queue, sizeof queue, "shmnative-signals-%d", (int)getpid());
    snprintf(value, sizeof value, "shmnative-signals-value-%d", (int)getpid());
    snprintf(segment, sizeof segment, "posix:/shmnative-signals-segment-%d", (int)getpid());
    shm_channel_options shape = {.struct_size = sizeof shape, .slots = 8, .capacity = CAPACITY};
    shm_endpoint_options options = {.struct_size = sizeof options,
                                    .flags = SHM_ENDPOINT_WAIT_FOR_PEER | SHM_ENDPOINT_INTERRUPTIBLE};
    shm_create_options creation = {.struct_size = sizeof creation, .flags = SHM_CREATE_INTERRUPTIBLE};
    shm_sender *writer;
    shm_receiver *member;
    REQUIRE(shm_queue_open_producer(queue, &shape, NULL, &producer) == 0);
    REQUIRE(shm_queue_open_consumer(queue, &options, &consumer) == 0);
    REQUIRE(shm_queue_open_consumer(queue, &options, &member) == 0);
    REQUIRE(shm_value_open_writer(value, &shape, NULL, &writer) == 0);
    REQUIRE(shm_value_open_reader(value, NULL, &reader) == 0);
    REQUIRE(shm_server_create(segment, 4096, &creation, &server) == 0);
    REQUIRE(shm_event_init(shm_server_segment(server), 0, 0) == 0);
    REQUIRE(shm_waitset_create(&set) == 0);
    REQUIRE(shm_waitset_add(set, member, 1) == 0);
    REQUIRE(shm_waitset_add_event(set, shm_server_segment(server), 0, 2) == 0);

    cancel_each(0);
    cancel_each(SA_RESTART);
    late_and_empty();
    REQUIRE(shm_waitset_interruptible(set, 1) == 0);
    interrupted(0);
    interrupted(SA_RESTART);

    CHECK_EQUAL(shm_waitset_close(set), 0);
    CHECK_EQUAL(shm_receiver_close(member), 0);
    CHECK_EQUAL(shm_receiver_close(consumer), 0);
    CHECK_EQUAL(shm_sender_close(producer), 0);
    CHECK_EQUAL(shm_reader_close(reader), 0);
    CHECK_EQUAL(shm_sender_close(writer), 0);
    CHECK_EQUAL(shm_server_close(server), 0);
    return check_failures != 0;
}
