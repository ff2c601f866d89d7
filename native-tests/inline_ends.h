/* What the tests of the inline calls have in common: ends that are lent. */
#ifndef INLINE_ENDS_H
#define INLINE_ENDS_H

#include "channels.h"
#include <pthread.h>
#include <shmnative_inline.h>

enum { LARGEST = 200 };

static const char *name;
static int is_queue; /* what the tests are of that are the same for topics and queues */

static shm_channel_options shape(uint32_t flags, uint64_t slots)
{
    shm_channel_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.flags = flags;
    options.slots = slots;
    options.capacity = LARGEST;
    return options;
}

static shm_sender *open_sender(uint32_t flags, uint64_t slots, shm_lent_sender *lent)
{
    const shm_channel_options options = shape(flags, slots);
    shm_endpoint_options patient;
    shm_sender *sender;
    memset(&patient, 0, sizeof patient);
    patient.struct_size = sizeof patient;
    patient.flags = SHM_ENDPOINT_WAIT_FOR_PEER;
    if ((is_queue ? shm_queue_open_producer : shm_topic_open_publisher)(name, &options, &patient, &sender) != 0) {
        fprintf(stderr, "%s\n", shm_last_error_string());
        exit(1);
    }
    memset(lent, 0, sizeof *lent);
    lent->struct_size = sizeof *lent;
    REQUIRE(shm_sender_lend(sender, lent) == 0);
    return sender;
}

static shm_receiver *open_receiver(shm_lent_receiver *lent)
{
    shm_receiver *receiver;
    REQUIRE((is_queue ? shm_queue_open_consumer : shm_topic_open_subscriber)(name, NULL, &receiver) == 0);
    memset(lent, 0, sizeof *lent);
    lent->struct_size = sizeof *lent;
    REQUIRE(shm_receiver_lend(receiver, lent) == 0);
    return receiver;
}

/* ---- somebody sleeps: he is woken by the call, and not by a look of his own half a second later */

__attribute__((unused)) static void *take_one(void *receiver)
{
    shm_message message;
    const int status = shm_receiver_take((shm_receiver *)receiver, &message, SHM_INFINITE);
    return (void *)(intptr_t)status;
}

__attribute__((unused)) static void *send_one(void *sender)
{
    return (void *)(intptr_t)shm_sender_send((shm_sender *)sender, "", 0, 0, SHM_INFINITE);
}

__attribute__((unused)) static pthread_t start_sleeper(void *(*call)(void *), void *end, const uint32_t *flag)
{
    pthread_t thread;
    REQUIRE(pthread_create(&thread, NULL, call, end) == 0);
    while (__atomic_load_n(flag, __ATOMIC_ACQUIRE) == 0)
        usleep(1000);
    return thread;
}

/* Whoever wakes changes the word; no sleeper does. */
__attribute__((unused)) static void was_woken(pthread_t thread, const uint32_t *word, uint32_t before, int expected)
{
    void *status;
    CHECK(__atomic_load_n(word, __ATOMIC_ACQUIRE) != before);
    REQUIRE(pthread_join(thread, &status) == 0);
    CHECK_EQUAL((intptr_t)status, expected);
}

#endif
