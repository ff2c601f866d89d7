/*
 * shmnative/lent.h - an end of a channel whose positions its user has: what the library and shmnative_inline.h share.
 */

#ifndef SHMNATIVE_LENT_H
#define SHMNATIVE_LENT_H

#include "../shmnative.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Lending -------------------------------------------------------------------------------------------
 *
 * How an end passes between the library and shmnative_inline.h.
 *
 * The library opens an end and lends its positions; from then on they are in the struct. Peers cannot tell.
 */

/** What an end that is lent to shmnative_inline.h has to do besides. */
enum shm_lent_flags {
    SHM_LENT_NONE = 0x0,       /**< Nothing. */
    SHM_LENT_MARKS = 0x1,      /**< A sender says WRITING before it writes: the topic is observable. */
    SHM_LENT_FENCES = 0x2,     /**< It has to fence before it looks for sleepers: membarrier(2) was refused.
                                    */
    SHM_LENT_QUEUE = 0x4,      /**< A queue's: slots are taken by compare-and-swap. */
    SHM_LENT_CONCURRENT = 0x8, /**< One of a topic's several publishers: slots are taken by compare-and-swap,
                                    as far as the subscribers allow. */
};

/**
 * Most slots of a queue that one end holds by inline calls; with more, they leave all to the library. A power
 * of two.
 */
#define SHM_MOST_INLINE 16

/**
 * A sender that was lent: where its channel is, and its private positions. For shmnative_inline.h; nobody
 * else writes to it.
 */
typedef struct shm_lent_sender {
    uint32_t struct_size;          /**< Size of this struct as the caller knows it; its initialiser sets it.
                                        */
    uint32_t flags;                /**< shm_lent_flags, or-ed together. */
    struct shm_sender *sender;     /**< Whose it is. */
    shm_channel_header *header;    /**< The mapped channel. */
    uint8_t *slots;                /**< Its slots. */
    const volatile uint8_t *guard; /**< A byte that is 0 in a forked child. */
    uint64_t mask;                 /**< Slots - 1. */
    uint64_t capacity;             /**< Payload bytes that a slot holds. */
    uint32_t stride;               /**< Bytes from one slot to the next. */
    uint32_t owner;                /**< What it writes into the owner bits of a state word. */
    uint64_t next;                 /**< The oldest claim, or the next one: a sequence of a topic with one
                                        publisher, otherwise a number. */
    uint64_t claimed;              /**< The next claim. */
    uint64_t limit;                /**< Topic with one publisher: claims below this need no look at the
                                        subscribers, nor whether the channel was removed. Otherwise 0. */
    shm_participant *entry;        /**< Its own entry of the participants' table. */
    uint64_t claims[16];           /**< Several senders: the sequences that are claimed, that of number n at n
                                        modulo SHM_MOST_INLINE. Not if there are more. */
    uint64_t gate;                 /**< Topic with several publishers: sequences below this need no look at
                                        the subscribers. */
    uint64_t look;                 /**< Several senders: claims below this need no look at whether the channel
                                        was removed. */
} shm_lent_sender;

/** Its size, and zeroes: shm_lent_sender one = SHM_LENT_SENDER_INIT; */
#define SHM_LENT_SENDER_INIT \
    {sizeof(shm_lent_sender), 0, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, NULL, {0}, 0, 0}

/**
 * Lends the sender to the inline calls of shmnative_inline.h, which work with the positions in the struct.
 * Until it is taken back, other calls but cancel and close return SHM_CONCURRENT_USE, and a wait set says the
 * same of it; closing it gives up what is claimed.
 * @param sender A topic's publisher or a queue's producer.
 * @param lent   Receives its positions; begin with the initialiser.
 * @return       0, or SHM_WRONG_KIND (a value's writer), SHM_INVALID_ARGUMENT (it has a descriptor, see
 *               shm_sender_poll_fd), SHM_CONCURRENT_USE (it is lent), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_sender_lend(shm_sender *sender, shm_lent_sender *lent);

/**
 * Takes a lent sender back, with what was done meanwhile: all calls are for it again.
 * @param sender A sender that is lent.
 * @param lent   The struct that it was lent to, which is void then.
 * @return       0, or SHM_INVALID_ARGUMENT (it is not lent, or not to this), SHM_INVALID_HANDLE,
 *               SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_sender_take_back(shm_sender *sender, const shm_lent_sender *lent);

/**
 * A receiver that was lent: where its channel is, and its private positions. For shmnative_inline.h; nobody
 * else writes to it.
 */
typedef struct shm_lent_receiver {
    uint32_t struct_size;          /**< Size of this struct as the caller knows it; its initialiser sets it.
                                        */
    uint32_t flags;                /**< shm_lent_flags, or-ed together. */
    struct shm_receiver *receiver; /**< Whose it is. */
    shm_channel_header *header;    /**< The mapped channel. */
    uint8_t *slots;                /**< Its slots. */
    const volatile uint8_t *guard; /**< A byte that is 0 in a forked child. */
    shm_participant *entry;        /**< Its own entry of the participants' table. */
    uint64_t mask;                 /**< Slots - 1. */
    uint64_t capacity;             /**< Payload bytes that a slot holds. */
    uint32_t stride;               /**< Bytes from one slot to the next. */
    uint32_t blocked_tries;        /**< Looks that found nothing since the library looked why. */
    uint64_t next;                 /**< Topic: the next sequence to be taken. */
    uint64_t released;             /**< Topic: sequences before this were given back. */
    uint64_t taken;                /**< Messages taken. */
    uint64_t freed;                /**< Messages released. */
    uint64_t intent;               /**< Queue: what its entry says as intent. */
    uint64_t held[16];             /**< Queue: the sequences that are held, that of message n at n modulo
                                        SHM_MOST_INLINE. Not if there are more. */
    uint32_t owner;                /**< What it writes into the owner bits of a state word. */
    uint32_t reserved;             /**< Zero. */
} shm_lent_receiver;

/** Its size, and zeroes: shm_lent_receiver one = SHM_LENT_RECEIVER_INIT; */
#define SHM_LENT_RECEIVER_INIT \
    {sizeof(shm_lent_receiver), 0, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, {0}, 0, 0}

/**
 * Lends the receiver to the inline calls, as shm_sender_lend.
 * @param receiver A topic's subscriber or a queue's consumer.
 * @param lent     Receives its positions; begin with the initialiser.
 * @return         As shm_sender_lend; SHM_INVALID_ARGUMENT also when a message was released before an older
 *                 one that is still held.
 */
SHM_NODISCARD int shm_receiver_lend(shm_receiver *receiver, shm_lent_receiver *lent);

/**
 * Takes a lent receiver back, as shm_sender_take_back.
 * @param receiver A receiver that is lent.
 * @param lent     The struct that it was lent to, which is void then.
 * @return         As shm_sender_take_back.
 */
SHM_NODISCARD int shm_receiver_take_back(shm_receiver *receiver, const shm_lent_receiver *lent);

/* The compiler places every member where the library expects it. */

static_assert(sizeof(shm_lent_sender) == 240, "shm_lent_sender: size");
static_assert(offsetof(shm_lent_sender, struct_size) == 0, "shm_lent_sender.struct_size: offset");
static_assert(offsetof(shm_lent_sender, flags) == 4, "shm_lent_sender.flags: offset");
static_assert(offsetof(shm_lent_sender, sender) == 8, "shm_lent_sender.sender: offset");
static_assert(offsetof(shm_lent_sender, header) == 16, "shm_lent_sender.header: offset");
static_assert(offsetof(shm_lent_sender, slots) == 24, "shm_lent_sender.slots: offset");
static_assert(offsetof(shm_lent_sender, guard) == 32, "shm_lent_sender.guard: offset");
static_assert(offsetof(shm_lent_sender, mask) == 40, "shm_lent_sender.mask: offset");
static_assert(offsetof(shm_lent_sender, capacity) == 48, "shm_lent_sender.capacity: offset");
static_assert(offsetof(shm_lent_sender, stride) == 56, "shm_lent_sender.stride: offset");
static_assert(offsetof(shm_lent_sender, owner) == 60, "shm_lent_sender.owner: offset");
static_assert(offsetof(shm_lent_sender, next) == 64, "shm_lent_sender.next: offset");
static_assert(offsetof(shm_lent_sender, claimed) == 72, "shm_lent_sender.claimed: offset");
static_assert(offsetof(shm_lent_sender, limit) == 80, "shm_lent_sender.limit: offset");
static_assert(offsetof(shm_lent_sender, entry) == 88, "shm_lent_sender.entry: offset");
static_assert(offsetof(shm_lent_sender, claims) == 96, "shm_lent_sender.claims: offset");
static_assert(offsetof(shm_lent_sender, gate) == 224, "shm_lent_sender.gate: offset");
static_assert(offsetof(shm_lent_sender, look) == 232, "shm_lent_sender.look: offset");

static_assert(sizeof(shm_lent_receiver) == 248, "shm_lent_receiver: size");
static_assert(offsetof(shm_lent_receiver, struct_size) == 0, "shm_lent_receiver.struct_size: offset");
static_assert(offsetof(shm_lent_receiver, flags) == 4, "shm_lent_receiver.flags: offset");
static_assert(offsetof(shm_lent_receiver, receiver) == 8, "shm_lent_receiver.receiver: offset");
static_assert(offsetof(shm_lent_receiver, header) == 16, "shm_lent_receiver.header: offset");
static_assert(offsetof(shm_lent_receiver, slots) == 24, "shm_lent_receiver.slots: offset");
static_assert(offsetof(shm_lent_receiver, guard) == 32, "shm_lent_receiver.guard: offset");
static_assert(offsetof(shm_lent_receiver, entry) == 40, "shm_lent_receiver.entry: offset");
static_assert(offsetof(shm_lent_receiver, mask) == 48, "shm_lent_receiver.mask: offset");
static_assert(offsetof(shm_lent_receiver, capacity) == 56, "shm_lent_receiver.capacity: offset");
static_assert(offsetof(shm_lent_receiver, stride) == 64, "shm_lent_receiver.stride: offset");
static_assert(offsetof(shm_lent_receiver, blocked_tries) == 68, "shm_lent_receiver.blocked_tries: offset");
static_assert(offsetof(shm_lent_receiver, next) == 72, "shm_lent_receiver.next: offset");
static_assert(offsetof(shm_lent_receiver, released) == 80, "shm_lent_receiver.released: offset");
static_assert(offsetof(shm_lent_receiver, taken) == 88, "shm_lent_receiver.taken: offset");
static_assert(offsetof(shm_lent_receiver, freed) == 96, "shm_lent_receiver.freed: offset");
static_assert(offsetof(shm_lent_receiver, intent) == 104, "shm_lent_receiver.intent: offset");
static_assert(offsetof(shm_lent_receiver, held) == 112, "shm_lent_receiver.held: offset");
static_assert(offsetof(shm_lent_receiver, owner) == 240, "shm_lent_receiver.owner: offset");
static_assert(offsetof(shm_lent_receiver, reserved) == 244, "shm_lent_receiver.reserved: offset");

#ifdef __cplusplus
}
#endif

#endif
