/* What the tests of the inline calls have in common: ends that are lent. */
#ifndef INLINE_ENDS_H
#define INLINE_ENDS_H

#include "channels.h"
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
    REQUIRE((is_queue ? shm_queue_open_producer : shm_topic_open_publisher)(name, &options, &patient, &sender) == 0);
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

#endif
