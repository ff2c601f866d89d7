/*
 * shmnative_inline.h - the hot path of shmnative.h, compiled into the caller: C11 and C++17, GCC and Clang.
 *
 * A call into the library costs some nanoseconds before it does anything. For a topic's only publisher and its reliable
 * subscribers, the calls below do the ordinary case in place, with a handful of instructions, and leave everything else
 * to the library: no room, waiting, a dead peer, the end of the stream, waking a sleeper, refusals.
 *
 *     shm_lent_sender lent = {.struct_size = sizeof lent};
 *     if (shm_sender_lend(publisher, &lent) == 0)
 *         shm_inline_send(&lent, &message, sizeof message, 0, SHM_INFINITE);
 *     ...
 *     shm_sender_take_back(publisher, &lent);
 *     shm_sender_end(publisher);
 *
 * The library opens an end and lends its positions; from then on they are in the struct. Each call here has the
 * arguments, the results and the messages of the one without "inline" in shmnative.h. While an end is lent, other calls
 * with its handle return SHM_CONCURRENT_USE, except cancel, which any thread may use, and close. Whoever wants one of
 * them takes the end back first. One thread at a time uses a struct, and no copy of it.
 *
 * The state machine is the library's, on the same words in the same order (docs/layout.md): peers cannot tell. SYNC
 * names what an atomic access pairs with, in the C# sources or here.
 */
#ifndef SHMNATIVE_INLINE_H
#define SHMNATIVE_INLINE_H

#include <string.h>

#include "shmnative.h"

#define SHM_INLINE static inline __attribute__((unused))

/* What the library does in the caller's stead: kept out of the caller's code. */
#define SHM_INLINE_COLD static __attribute__((unused, noinline, cold))

#define SHM_INLINE_LIKELY(condition) (__builtin_expect(!!(condition), 1) != 0)

/* What follows each change that others can see: nothing, unless a test defines it before it includes this. */
#ifndef SHM_INLINE_POINT
#define SHM_INLINE_POINT() ((void)0)
#endif

#define SHM_INLINE_STORE(address, value, order) (__atomic_store_n(address, value, order), SHM_INLINE_POINT())

/* ---- state words and payloads */

SHM_INLINE uint64_t shm_inline_word(uint64_t sequence, uint32_t owner, uint32_t phase)
{
    return sequence << SHM_CHANNEL_SEQUENCE_SHIFT | (uint64_t)owner << SHM_CHANNEL_OWNER_SHIFT | phase;
}

/* Whether a topic's word says that its sequence is still to come: an older round's, never used, or being written. Words
 * carry 48 bits of a sequence, so they are compared by signed difference. */
SHM_INLINE int shm_inline_is_to_come(uint64_t word, uint64_t sequence)
{
    const uint64_t low = (UINT64_C(1) << SHM_CHANNEL_SEQUENCE_SHIFT) - 1;
    const uint64_t phase = word & ((UINT64_C(1) << SHM_CHANNEL_OWNER_SHIFT) - 1);
    const int64_t ahead = (int64_t)((word & ~low) - (sequence << SHM_CHANNEL_SEQUENCE_SHIFT));
    return ahead < 0 || (ahead == 0 && (phase == SHM_PHASE_EMPTY || phase == SHM_PHASE_WRITING));
}

/* A length that is known only at run time makes memcpy a call; up to 64 bytes are moves that overlap instead. */
SHM_INLINE void shm_inline_copy(void *to, const void *from, size_t length)
{
    unsigned char *destination = (unsigned char *)to;
    const unsigned char *source = (const unsigned char *)from;
    if (__builtin_constant_p(length) || length < 16 || length > 64) {
        if (length > 0)
            memcpy(destination, source, length);
        return;
    }
    unsigned char first[32], last[32]; /* of 16 bytes each if there are no more than 32 */
    if (length > 32) {
        memcpy(first, source, 32);
        memcpy(last, source + length - 32, 32);
        memcpy(destination, first, 32);
        SHM_INLINE_POINT(); /* in the middle of a payload */
        memcpy(destination + length - 32, last, 32);
    } else {
        memcpy(first, source, 16);
        memcpy(last, source + length - 16, 16);
        memcpy(destination, first, 16);
        memcpy(destination + length - 16, last, 16);
    }
}

/*
 * Whether somebody may sleep, asked after the store that he may wait for.
 *
 * SYNC: pairs with Signal.Announce (flag, membarrier, second look). The store before this and the load of the flag may
 * pass each other in the processor, which the waiter's membarrier forbids; a process that could not register for it
 * fences by itself. The compiler has to keep the order in any case.
 */
SHM_INLINE int shm_inline_has_sleeper(const uint32_t *flag, uint32_t flags)
{
    if (SHM_INLINE_LIKELY((flags & SHM_LENT_FENCES) == 0))
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
    else
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return __atomic_load_n(flag, __ATOMIC_RELAXED) != 0;
}

/* ---- sending */

SHM_INLINE shm_slot *shm_inline_sender_slot(const shm_lent_sender *lent, uint64_t sequence)
{
    return (shm_slot *)(void *)(lent->slots + (size_t)(sequence & lent->mask) * lent->stride);
}

/* Takes the sender back, for one of the ordinary calls: 0, or why that cannot be. */
SHM_INLINE_COLD int shm_inline_sender_enter(shm_lent_sender *lent)
{
    const int status = shm_sender_take_back(lent->sender, lent);
    SHM_INLINE_POINT();
    return status;
}

/* Lends it again. Taking back wakes whoever sleeps. */
SHM_INLINE_COLD int shm_inline_sender_leave(shm_lent_sender *lent, int status)
{
    shm_sender *sender = lent->sender;
    SHM_INLINE_POINT();
    if (shm_sender_lend(sender, lent) != 0)
        lent->next = lent->claimed = lent->limit = 0; /* whatever comes next is left to the library */
    return status;
}

SHM_INLINE_COLD int shm_inline_claim_cold(shm_lent_sender *lent, void **data, size_t *capacity, int64_t timeout_ns)
{
    const int status = shm_inline_sender_enter(lent);
    return status != 0 ? status
                       : shm_inline_sender_leave(lent, shm_sender_claim(lent->sender, data, capacity, timeout_ns));
}

SHM_INLINE_COLD int shm_inline_commit_cold(shm_lent_sender *lent, size_t length, uint32_t tag)
{
    const int status = shm_inline_sender_enter(lent);
    return status != 0 ? status : shm_inline_sender_leave(lent, shm_sender_commit(lent->sender, length, tag));
}

SHM_INLINE_COLD int shm_inline_send_cold(shm_lent_sender *lent, const void *data, size_t length, uint32_t tag,
                                         int64_t timeout_ns)
{
    const int status = shm_inline_sender_enter(lent);
    return status != 0 ? status
                       : shm_inline_sender_leave(lent, shm_sender_send(lent->sender, data, length, tag, timeout_ns));
}

SHM_INLINE_COLD int shm_inline_wake_receivers(shm_lent_sender *lent)
{
    const int status = shm_inline_sender_enter(lent);
    return status != 0 ? status : shm_inline_sender_leave(lent, 0);
}

/* Whether the next slot can be taken without a look at the subscribers, in the process that opened the sender. */
SHM_INLINE int shm_inline_has_room(const shm_lent_sender *lent)
{
    return SHM_INLINE_LIKELY(lent->claimed < lent->limit && *lent->guard != 0);
}

SHM_INLINE void *shm_inline_take_slot(shm_lent_sender *lent)
{
    shm_slot *slot = shm_inline_sender_slot(lent, lent->claimed);
    if ((lent->flags & SHM_LENT_MARKS) != 0) {
        SHM_INLINE_STORE(&slot->state, shm_inline_word(lent->claimed, lent->owner, SHM_PHASE_WRITING),
                         __ATOMIC_RELAXED);
        /* SYNC: pairs with the load fence in LossyReader: whoever copied a byte of the new payload sees WRITING when it
         * re-checks. A full one: large copies may use stores that an ordinary fence does not keep behind the mark. */
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    }
    lent->claimed++;
    return slot + 1;
}

SHM_INLINE int shm_inline_publish(shm_lent_sender *lent, size_t length, uint32_t tag)
{
    shm_slot *slot = shm_inline_sender_slot(lent, lent->next);
    SHM_INLINE_STORE(&slot->length, (uint32_t)length, __ATOMIC_RELAXED);
    SHM_INLINE_STORE(&slot->tag, tag, __ATOMIC_RELAXED);

    /* SYNC: release; pairs with the acquire load of the state in shm_inline_take, Subscriber and LossyReader. */
    SHM_INLINE_STORE(&slot->state, shm_inline_word(lent->next, 0, SHM_PHASE_READY), __ATOMIC_RELEASE);
    lent->next++;
    /* SYNC: release; pairs with the acquire load of the tail in Subscriber.Join: what is before it is committed. */
    SHM_INLINE_STORE(&lent->header->tail, lent->next, __ATOMIC_RELEASE);
    return shm_inline_has_sleeper(&lent->header->data_flag, lent->flags) ? shm_inline_wake_receivers(lent) : 0;
}

/** Claims a slot, to write the message in place, as shm_sender_claim. capacity may be NULL. */
SHM_INLINE int shm_inline_claim(shm_lent_sender *lent, void **data, size_t *capacity, int64_t timeout_ns)
{
    if (!shm_inline_has_room(lent) || data == NULL)
        return shm_inline_claim_cold(lent, data, capacity, timeout_ns);
    *data = shm_inline_take_slot(lent);
    if (capacity != NULL)
        *capacity = (size_t)lent->capacity;
    return 0;
}

/** Makes the oldest claimed message visible, as shm_sender_commit. */
SHM_INLINE int shm_inline_commit(shm_lent_sender *lent, size_t length, uint32_t tag)
{
    return SHM_INLINE_LIKELY(lent->next != lent->claimed && length <= lent->capacity && *lent->guard != 0)
               ? shm_inline_publish(lent, length, tag)
               : shm_inline_commit_cold(lent, length, tag);
}

/** Gives up all that is claimed, as shm_sender_abort. */
SHM_INLINE_COLD int shm_inline_abort(shm_lent_sender *lent)
{
    const int status = shm_inline_sender_enter(lent);
    return status != 0 ? status : shm_inline_sender_leave(lent, shm_sender_abort(lent->sender));
}

/** Sends a message, as shm_sender_send. A length that the compiler knows is copied by moves. */
SHM_INLINE int shm_inline_send(shm_lent_sender *lent, const void *data, size_t length, uint32_t tag, int64_t timeout_ns)
{
    if (!shm_inline_has_room(lent) || lent->next != lent->claimed || length > lent->capacity || data == NULL)
        return shm_inline_send_cold(lent, data, length, tag, timeout_ns);
    shm_inline_copy(shm_inline_take_slot(lent), data, length);
    return shm_inline_publish(lent, length, tag);
}

/* ---- receiving */

/* After so many looks that found nothing the library has a look, and before that at each power of two. */
#define SHM_INLINE_TRIES_BETWEEN_LOOKS 1024u

SHM_INLINE const shm_slot *shm_inline_receiver_slot(const shm_lent_receiver *lent, uint64_t sequence)
{
    return (const shm_slot *)(const void *)(lent->slots + (size_t)(sequence & lent->mask) * lent->stride);
}

SHM_INLINE_COLD int shm_inline_receiver_enter(shm_lent_receiver *lent)
{
    const int status = shm_receiver_take_back(lent->receiver, lent);
    SHM_INLINE_POINT();
    return status;
}

SHM_INLINE_COLD int shm_inline_receiver_leave(shm_lent_receiver *lent, int status)
{
    static const uint8_t never = 0;
    shm_receiver *receiver = lent->receiver;
    SHM_INLINE_POINT();
    if (shm_receiver_lend(receiver, lent) != 0)
        lent->guard = &never; /* whatever comes next is left to the library */
    return status;
}

SHM_INLINE_COLD int shm_inline_take_cold(shm_lent_receiver *lent, shm_message *message, int64_t timeout_ns)
{
    const int status = shm_inline_receiver_enter(lent);
    return status != 0 ? status
                       : shm_inline_receiver_leave(lent, shm_receiver_take(lent->receiver, message, timeout_ns));
}

SHM_INLINE_COLD int shm_inline_receive_cold(shm_lent_receiver *lent, void *buffer, size_t size, shm_message *message,
                                            int64_t timeout_ns)
{
    const int status = shm_inline_receiver_enter(lent);
    if (status != 0)
        return status;
    return shm_inline_receiver_leave(lent, shm_receiver_receive(lent->receiver, buffer, size, message, timeout_ns));
}

SHM_INLINE_COLD int shm_inline_release_cold(shm_lent_receiver *lent)
{
    const int status = shm_inline_receiver_enter(lent);
    return status != 0 ? status : shm_inline_receiver_leave(lent, shm_receiver_release(lent->receiver));
}

SHM_INLINE_COLD int shm_inline_wake_senders(shm_lent_receiver *lent)
{
    const int status = shm_inline_receiver_enter(lent);
    return status != 0 ? status : shm_inline_receiver_leave(lent, 0);
}

/*
 * The next message, if it is there and nothing is to be said of it: 0, and it is held. SHM_EMPTY: it has not come.
 * SHM_FULL: the library has to look. What the slot says is loaded once and checked before it is used.
 */
SHM_INLINE int shm_inline_next(shm_lent_receiver *lent, shm_message *message)
{
    if (*lent->guard == 0 || lent->taken - lent->freed >= SHM_CHANNEL_MOST_HELD)
        return SHM_FULL;
    const shm_slot *slot = shm_inline_receiver_slot(lent, lent->next);

    /* SYNC: acquire; pairs with the release of READY in shm_inline_publish and the publishers' Commit. */
    const uint64_t word = __atomic_load_n(&slot->state, __ATOMIC_ACQUIRE);
    if (SHM_INLINE_LIKELY(word == shm_inline_word(lent->next, 0, SHM_PHASE_READY))) {
        const uint32_t length = __atomic_load_n(&slot->length, __ATOMIC_RELAXED);
        if (length > lent->capacity)
            return SHM_FULL;
        message->data = slot + 1;
        message->length = length;
        message->tag = __atomic_load_n(&slot->tag, __ATOMIC_RELAXED);
        message->flags = SHM_MESSAGE_NONE;
        message->number = lent->taken++;
        lent->next++;
        return 0;
    }

    /* One who only polls still gets past the dead, and learns of a removal and of the end: the library looks now and
     * then, as often as for its own calls. */
    const uint32_t tries = lent->blocked_tries + 1;
    if (!shm_inline_is_to_come(word, lent->next) || __atomic_load_n(&lent->header->closed, __ATOMIC_RELAXED) != 0 ||
        (tries & (tries - 1)) == 0 || tries % SHM_INLINE_TRIES_BETWEEN_LOOKS == 0)
        return SHM_FULL;
    lent->blocked_tries = tries;
    return SHM_EMPTY;
}

/* Gives the oldest message back: it is held. */
SHM_INLINE int shm_inline_free(shm_lent_receiver *lent)
{
    lent->freed++;
    lent->released++;
    if (lent->taken == lent->freed)
        lent->released = lent->next;
    /* Behind it there may be sequences that were skipped: the cursor still keeps their words as they are. */
    while (lent->released < lent->next &&
           __atomic_load_n(&shm_inline_receiver_slot(lent, lent->released)->state, __ATOMIC_RELAXED) ==
               shm_inline_word(lent->released, 0, SHM_PHASE_ABORTED))
        lent->released++;

    /* SYNC: release; pairs with the acquire load of the cursors in PublishGate: our reads of the payload are done
     * before the slot is used again. */
    SHM_INLINE_STORE(&lent->entry->cursor, lent->released, __ATOMIC_RELEASE);
    return shm_inline_has_sleeper(&lent->header->space_flag, lent->flags) ? shm_inline_wake_senders(lent) : 0;
}

/** Takes the next message, to read it in place, as shm_receiver_take. */
SHM_INLINE int shm_inline_take(shm_lent_receiver *lent, shm_message *message, int64_t timeout_ns)
{
    if (message == NULL)
        return shm_inline_take_cold(lent, message, timeout_ns);
    const int status = shm_inline_next(lent, message);
    return status == 0 || (status == SHM_EMPTY && timeout_ns == 0) ? status
                                                                   : shm_inline_take_cold(lent, message, timeout_ns);
}

/** Gives the oldest message that is held back, as shm_receiver_release. */
SHM_INLINE int shm_inline_release(shm_lent_receiver *lent)
{
    return SHM_INLINE_LIKELY(lent->taken != lent->freed && *lent->guard != 0) ? shm_inline_free(lent)
                                                                              : shm_inline_release_cold(lent);
}

/** Copies the next message out, as shm_receiver_receive, while no other is held. message may be NULL. */
SHM_INLINE int shm_inline_receive(shm_lent_receiver *lent, void *buffer, size_t size, shm_message *message,
                                  int64_t timeout_ns)
{
    shm_message next;
    if (lent->taken != lent->freed || buffer == NULL)
        return shm_inline_receive_cold(lent, buffer, size, message, timeout_ns);
    const int status = shm_inline_next(lent, &next);
    if (status != 0)
        return status == SHM_EMPTY && timeout_ns == 0
                   ? status
                   : shm_inline_receive_cold(lent, buffer, size, message, timeout_ns);
    shm_inline_copy(buffer, next.data, next.length < size ? next.length : size);
    if (message != NULL) {
        next.data = buffer;
        *message = next;
    }
    const int released = shm_inline_free(lent);
    return released == 0 && next.length > size ? (int)SHM_TOO_LARGE : released;
}

#endif
