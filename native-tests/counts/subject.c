/*
 * The operations whose instructions are counted, in C: by the library's calls, or with INLINE_CALLS by those of
 * shmnative_inline.h, on every kind of channel whose ends can be lent. One process has both ends, so that every run is
 * the same. Copied messages have 64 bytes. Arguments: the channels' name.
 */
#include <shmnative.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "../check.h"
#include "regions.h"

#ifdef INLINE_CALLS
#include <shmnative_inline.h>
#endif

enum { SLOTS = 32, SIZE = 64, BATCH = 16, LOOK_ROUNDS = 12 };

static shm_sender *sender;
static shm_receiver *receiver;
static unsigned char outgoing[BATCH][SIZE], incoming[BATCH][SIZE];
static int failures;

#ifdef INLINE_CALLS
static shm_lent_sender lent_sender;
static shm_lent_receiver lent_receiver;
#define SEND(data, size) shm_inline_send(&lent_sender, data, size, 0, 0)
#define CLAIM(slot) shm_inline_claim(&lent_sender, slot, NULL, 0)
#define COMMIT(size) shm_inline_commit(&lent_sender, size, 0)
#define RECEIVE(buffer, size, message) shm_inline_receive(&lent_receiver, buffer, size, message, 0)
#define TAKE(message) shm_inline_take(&lent_receiver, message, 0)
#define RELEASE() shm_inline_release(&lent_receiver)
#define SEND_MANY() shm_inline_send_many(&lent_sender, outgoing, SIZE, BATCH, 0)
#define RECEIVE_MANY(messages) shm_inline_receive_many(&lent_receiver, incoming, SIZE, messages, BATCH, 0)
#else
static shm_reader *reader;
#define SEND(data, size) shm_sender_send(sender, data, size, 0, 0)
#define CLAIM(slot) shm_sender_claim(sender, slot, NULL, 0)
#define COMMIT(size) shm_sender_commit(sender, size, 0)
#define RECEIVE(buffer, size, message) shm_receiver_receive(receiver, buffer, size, message, 0)
#define TAKE(message) shm_receiver_take(receiver, message, 0)
#define RELEASE() shm_receiver_release(receiver)
#define SEND_MANY() shm_sender_send_many(sender, outgoing, SIZE, BATCH, 0)
#define RECEIVE_MANY(messages) shm_receiver_receive_many(receiver, incoming, SIZE, messages, BATCH, 0)
#endif

/* ---- the operations: each is a loop, which counts with it */

static void nothing(int messages)
{
    (void)messages;
}

static void send(int messages)
{
    for (int i = 0; i < messages; i++)
        failures += SEND(outgoing[0], SIZE) != 0;
}

static void send_in_place(int messages)
{
    void *slot;
    for (int i = 0; i < messages; i++) {
        failures += CLAIM(&slot) != 0;
        failures += COMMIT(SIZE) != 0;
    }
}

static void send_to_full(int messages)
{
    for (int i = 0; i < messages; i++)
        failures += SEND(outgoing[0], SIZE) != SHM_FULL;
}

static void receive(int messages)
{
    shm_message message;
    for (int i = 0; i < messages; i++)
        failures += RECEIVE(incoming[0], SIZE, &message) != 0;
}

static void receive_in_place(int messages)
{
    shm_message message;
    for (int i = 0; i < messages; i++) {
        failures += TAKE(&message) != 0;
        failures += RELEASE() != 0;
    }
}

static void look_at_empty(int messages)
{
    shm_message message;
    for (int i = 0; i < messages; i++)
        failures += RECEIVE(incoming[0], SIZE, &message) != SHM_EMPTY;
}

static void send_many(int messages)
{
    for (int i = 0; i < messages; i += BATCH)
        failures += SEND_MANY() != BATCH;
}

static void receive_many(int messages)
{
    shm_message message[BATCH];
    for (int i = 0; i < messages; i += BATCH)
        failures += RECEIVE_MANY(message) != BATCH;
}

#ifndef INLINE_CALLS
static void read_next(int messages)
{
    shm_message message;
    for (int i = 0; i < messages; i++)
        failures += shm_reader_receive(reader, incoming[0], SIZE, &message, 0) != 0;
}

static void read_again(int messages)
{
    shm_message message;
    for (int i = 0; i < messages; i++)
        failures += shm_reader_get(reader, incoming[0], SIZE, &message) != 0;
}

static void look_for_newer(int messages)
{
    shm_message message;
    for (int i = 0; i < messages; i++)
        failures += shm_reader_receive(reader, incoming[0], SIZE, &message, 0) != SHM_EMPTY;
}
#endif

/* ---- the counter itself: one of each, which it must not miss */

static void one_of_each(int messages)
{
    static int word;
    static void *volatile kept;
    for (int i = 0; i < messages; i++) {
        __atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST);
        __atomic_exchange_n(&word, 1, __ATOMIC_SEQ_CST);
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
#ifdef __x86_64__ /* elsewhere it is built, and nothing is counted */
        __asm__ volatile("mfence");
#endif
        syscall(SYS_getppid);
        kept = malloc(1);
        free(kept);
    }
}

/* ---- the kinds of channels */

/* The first time is not counted: then calls are bound, and the positions that are cached are at a channel's start. */
static void count_sends(const char *channel, const char *operation, void (*act)(int))
{
    act(SLOTS);
    receive(SLOTS);
    count(channel, operation, act, SLOTS);
    receive(SLOTS);
}

static void count_receives(const char *channel, const char *operation, void (*act)(int))
{
    send(SLOTS);
    act(SLOTS);
    send(SLOTS);
    count(channel, operation, act, SLOTS);
}

/* Now and then a try that finds nothing takes a thorough look: the smallest of several is one that does not. */
static void count_looks(const char *channel, const char *operation, void (*act)(int))
{
    act(1000);
    for (int i = 0; i < LOOK_ROUNDS; i++)
        count(channel, operation, act, 1);
}

static void count_stream(const char *channel)
{
    count_sends(channel, "send", send);
    count_sends(channel, "claim and commit", send_in_place);
    count_receives(channel, "receive", receive);
    count_receives(channel, "take and release", receive_in_place);
    count_sends(channel, "send, 16 at once", send_many);
    count_receives(channel, "receive, 16 at once", receive_many);
    count_looks(channel, "look that finds nothing", look_at_empty);
    send(SLOTS);
    count_looks(channel, "send that finds no room", send_to_full);
}

#ifndef INLINE_CALLS
static void count_value(void)
{
    const char *channel = "value";
    send(1);
    read_next(1);
    count(channel, "write", send, SLOTS);
    read_next(1);
    send(1);
    count(channel, "read", read_next, 1); /* only one is new */
    read_again(1);
    count(channel, "read again", read_again, SLOTS);
    count_looks(channel, "look that finds nothing", look_for_newer);
}
#endif

/* Whether the ends that were opened are used: the ordinary calls use all. */
static int lend(void)
{
#ifdef INLINE_CALLS
    lent_sender = (shm_lent_sender)SHM_LENT_SENDER_INIT;
    lent_receiver = (shm_lent_receiver)SHM_LENT_RECEIVER_INIT;
    return shm_sender_lend(sender, &lent_sender) == 0 && shm_receiver_lend(receiver, &lent_receiver) == 0;
#else
    return 1;
#endif
}

int main(int argument_count, char **arguments)
{
    const shm_channel_options one = {.struct_size = sizeof one, .slots = SLOTS, .capacity = SIZE},
                              several = {.struct_size = sizeof several,
                                         .slots = SLOTS,
                                         .capacity = SIZE,
                                         .flags = SHM_CHANNEL_CONCURRENT};
    REQUIRE(argument_count == 2);
    const char *name = arguments[1];
    ignore_marks();
    count("nothing", "nothing", nothing, 1);
    one_of_each(1);
    count("control", "one of each", one_of_each, 1);

    const struct {
        const char *channel;
        const shm_channel_options *options;
    } topics[] = {{"topic", &one}, {"topic, several publishers", &several}};
    for (int i = 0; i < 2; i++) {
        REQUIRE(shm_topic_open_publisher(name, topics[i].options, NULL, &sender) == 0);
        REQUIRE(shm_topic_open_subscriber(name, NULL, &receiver) == 0);
        if (lend())
            count_stream(topics[i].channel);
        REQUIRE(shm_receiver_close(receiver) == 0 && shm_sender_close(sender) == 0);
    }

    REQUIRE(shm_queue_open_producer(name, &one, NULL, &sender) == 0);
    REQUIRE(shm_queue_open_consumer(name, NULL, &receiver) == 0);
    if (lend())
        count_stream("queue");
    REQUIRE(shm_receiver_close(receiver) == 0 && shm_sender_close(sender) == 0);

#ifndef INLINE_CALLS
    REQUIRE(shm_value_open_writer(name, &one, NULL, &sender) == 0 && shm_value_open_reader(name, NULL, &reader) == 0);
    count_value();
    REQUIRE(shm_reader_close(reader) == 0 && shm_sender_close(sender) == 0);
#endif
    CHECK_EQUAL(failures, 0);
    return check_failures != 0;
}
