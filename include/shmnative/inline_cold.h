/*
 * shmnative/inline_cold.h - what is left to the library; a part of shmnative_inline.h.
 */
#ifndef SHMNATIVE_INLINE_COLD_H
#define SHMNATIVE_INLINE_COLD_H

#include "inline_memory.h"

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
        lent->next = lent->claimed = lent->limit = lent->flags = 0; /* what comes next is left to the library */
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

SHM_INLINE int shm_inline_notify_receivers(shm_lent_sender *lent)
{
    return shm_inline_has_sleeper(&lent->header->data_flag, lent->flags) ? shm_inline_wake_receivers(lent) : 0;
}

/* Fills in the oldest claim's slot and makes it visible. */
SHM_INLINE void shm_inline_write(const shm_lent_sender *lent, uint64_t sequence, size_t length, uint32_t tag)
{
    shm_slot *slot = shm_inline_sender_slot(lent, sequence);
    SHM_INLINE_STORE(&slot->length, (uint32_t)length, __ATOMIC_RELAXED);
    SHM_INLINE_STORE(&slot->tag, tag, __ATOMIC_RELAXED);

    /* SYNC: release; pairs with the acquire load of the state in the calls that take a message, here and in the
     * library's Subscriber, LossyReader and Consumer. */
    SHM_INLINE_STORE(&slot->state, shm_inline_word(sequence, 0, SHM_PHASE_READY), __ATOMIC_RELEASE);
}

/* ---- receiving */

SHM_INLINE shm_slot *shm_inline_receiver_slot(const shm_lent_receiver *lent, uint64_t sequence)
{
    return (shm_slot *)(void *)(lent->slots + (size_t)(sequence & lent->mask) * lent->stride);
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

/* After so many looks that found nothing the library has a look, and before that at each power of two. */
#define SHM_INLINE_TRIES_BETWEEN_LOOKS 1024u

/*
 * There is nothing to take: SHM_EMPTY, or SHM_FULL when the library has to look. One who only polls still gets past the
 * dead, and learns of a removal and of the end: the library looks now and then, as often as for its own calls.
 */
SHM_INLINE int shm_inline_nothing(shm_lent_receiver *lent)
{
    const uint32_t tries = lent->blocked_tries + 1;
    if (__atomic_load_n(&lent->header->closed, __ATOMIC_RELAXED) != 0 || (tries & (tries - 1)) == 0 ||
        tries % SHM_INLINE_TRIES_BETWEEN_LOOKS == 0)
        return SHM_FULL;
    lent->blocked_tries = tries;
    return SHM_EMPTY;
}

/* What the slot of a message that is there says: loaded once, and checked before it is used. Whether it can be. */
SHM_INLINE int shm_inline_describe(const shm_lent_receiver *lent, const shm_slot *slot, shm_message *message)
{
    const uint32_t length = __atomic_load_n(&slot->length, __ATOMIC_RELAXED);
    if (length > lent->capacity)
        return 0;
    message->data = slot + 1;
    message->length = length;
    message->tag = __atomic_load_n(&slot->tag, __ATOMIC_RELAXED);
    message->flags = SHM_MESSAGE_NONE;
    message->number = lent->taken;
    return 1;
}

/* Copies a message out that is held, as much as there is room for, and tells what it was. */
SHM_INLINE void shm_inline_copy_out(const shm_message *next, void *buffer, size_t size, shm_message *message)
{
    shm_inline_copy(buffer, next->data, next->length < size ? next->length : size);
    if (message != NULL) {
        *message = *next;
        message->data = buffer;
    }
}

#endif
