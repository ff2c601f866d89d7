/*
 * shmnative/inline_batch.h - several messages in one call; a part of shmnative_inline.h. The first may be waited for.
 * Those who sleep are looked for once, behind the last.
 */
#ifndef SHMNATIVE_INLINE_BATCH_H
#define SHMNATIVE_INLINE_BATCH_H

#include <limits.h>

#include "inline_other.h"
#include "inline_topic.h"

/* How many were done here, and what the library did of the rest: it is asked when not all were, and the first refusal
 * counts only if there was nothing before it. */
SHM_INLINE int shm_inline_sum(size_t done, int rest)
{
    return done == 0 ? rest : rest > 0 ? (int)done + rest : (int)done;
}

SHM_INLINE size_t shm_inline_most(size_t count)
{
    return count < INT_MAX ? count : INT_MAX;
}

/* ---- sending */

SHM_INLINE_COLD int shm_inline_send_many_cold(shm_lent_sender *lent, const void *messages, size_t size, size_t count,
                                              int64_t timeout_ns)
{
    const int status = shm_inline_sender_enter(lent);
    if (status != 0)
        return status;
    return shm_inline_sender_leave(lent, shm_sender_send_many(lent->sender, messages, size, count, timeout_ns));
}

SHM_INLINE size_t shm_inline_topic_send_many(shm_lent_sender *lent, const unsigned char *messages, size_t size,
                                             size_t count)
{
    size_t sent = 0;
    for (; sent < count && shm_inline_topic_has_room(lent); sent++) {
        shm_inline_copy(shm_inline_topic_claim(lent), messages + sent * size, size);
        shm_inline_topic_publish(lent, size, 0);
    }
    return sent;
}

SHM_INLINE_CALL size_t shm_inline_competing_send_many(shm_lent_sender *lent, const unsigned char *messages, size_t size,
                                                      size_t count)
{
    size_t sent = 0;
    for (; sent < count; sent++) {
        void *slot = shm_inline_competing_claim(lent);
        if (slot == NULL)
            break;
        shm_inline_copy(slot, messages + sent * size, size);
        shm_inline_competing_publish(lent, size, 0);
    }
    return sent;
}

/** Sends messages of one size that stand one behind the other, as shm_sender_send_many. */
SHM_NODISCARD SHM_INLINE int shm_inline_send_many(shm_lent_sender *lent, const void *messages, size_t size,
                                                  size_t count, int64_t timeout_ns)
{
    const unsigned char *first = (const unsigned char *)messages;
    if (lent->next != lent->claimed || size > lent->capacity || messages == NULL)
        return shm_inline_send_many_cold(lent, messages, size, count, timeout_ns);
    count = shm_inline_most(count);
    const int competes = shm_inline_competes(lent);
    const size_t sent = competes ? shm_inline_competing_send_many(lent, first, size, count)
                                 : shm_inline_topic_send_many(lent, first, size, count);
    if (sent != count || count == 0) /* taking it back wakes receivers too */
        return shm_inline_sum(
            sent, shm_inline_send_many_cold(lent, first + sent * size, size, count - sent, sent == 0 ? timeout_ns : 0));
    const int status = competes ? shm_inline_competing_notify(lent) : shm_inline_notify_receivers(lent);
    return status != 0 ? status : (int)sent;
}

/* ---- receiving */

SHM_INLINE_COLD int shm_inline_take_many_cold(shm_lent_receiver *lent, shm_message *messages, size_t count,
                                              int64_t timeout_ns)
{
    const int status = shm_inline_receiver_enter(lent);
    if (status != 0)
        return status;
    return shm_inline_receiver_leave(lent, shm_receiver_take_many(lent->receiver, messages, count, timeout_ns));
}

SHM_INLINE_COLD int shm_inline_receive_many_cold(shm_lent_receiver *lent, void *buffer, size_t size,
                                                 shm_message *messages, size_t count, int64_t timeout_ns)
{
    const int status = shm_inline_receiver_enter(lent);
    if (status != 0)
        return status;
    return shm_inline_receiver_leave(
        lent, shm_receiver_receive_many(lent->receiver, buffer, size, messages, count, timeout_ns));
}

SHM_INLINE_COLD int shm_inline_release_many_cold(shm_lent_receiver *lent, size_t count)
{
    const int status = shm_inline_receiver_enter(lent);
    return status != 0 ? status : shm_inline_receiver_leave(lent, shm_receiver_release_many(lent->receiver, count));
}

SHM_INLINE int shm_inline_look(shm_lent_receiver *lent, shm_message *message)
{
    return (lent->flags & SHM_LENT_QUEUE) != 0 ? shm_inline_queue_look(lent, message)
                                               : shm_inline_topic_look(lent, message);
}

/** Takes as many messages as are there, as shm_receiver_take_many. */
SHM_NODISCARD SHM_INLINE_CALL int shm_inline_take_many(shm_lent_receiver *lent, shm_message *messages, size_t count,
                                                       int64_t timeout_ns)
{
    if (messages == NULL || count == 0)
        return shm_inline_take_many_cold(lent, messages, count, timeout_ns);
    count = shm_inline_most(count);
    size_t taken = 0;
    int status = 0;
    while (taken < count && (status = shm_inline_look(lent, &messages[taken])) == 0)
        taken++;
    if (taken == 0 && status == SHM_EMPTY)
        status = timeout_ns == 0 ? shm_inline_nothing(lent) : (int)SHM_FULL;
    if (taken == count || status == SHM_EMPTY)
        return taken > 0 ? (int)taken : status;
    return shm_inline_sum(
        taken, shm_inline_take_many_cold(lent, messages + taken, count - taken, taken == 0 ? timeout_ns : 0));
}

/** Copies as many messages out as are there, as shm_receiver_receive_many. */
SHM_NODISCARD SHM_INLINE_CALL int shm_inline_receive_many(shm_lent_receiver *lent, void *buffer, size_t size,
                                                          shm_message *messages, size_t count, int64_t timeout_ns)
{
    unsigned char *first = (unsigned char *)buffer;
    if (lent->taken != lent->freed || buffer == NULL || messages == NULL || count == 0)
        return shm_inline_receive_many_cold(lent, buffer, size, messages, count, timeout_ns);
    count = shm_inline_most(count);
    const int is_queue = (lent->flags & SHM_LENT_QUEUE) != 0;
    size_t received = 0;
    shm_message next;
    int status = 0;
    for (; received < count && (status = shm_inline_look(lent, &next)) == 0; received++) {
        shm_inline_copy_out(&next, first + received * size, size, &messages[received]);
        if (is_queue)
            shm_inline_queue_free_one(lent);
        else
            shm_inline_topic_free_one(lent);
    }
    if (received == 0 && status == SHM_EMPTY)
        status = timeout_ns == 0 ? shm_inline_nothing(lent) : (int)SHM_FULL;
    if (received == 0)
        return status == SHM_EMPTY ? status
                                   : shm_inline_receive_many_cold(lent, buffer, size, messages, count, timeout_ns);

    const int notified = is_queue ? shm_inline_queue_notify(lent) : shm_inline_topic_freed(lent);
    if (notified != 0 || received == count || status == SHM_EMPTY)
        return notified != 0 ? notified : (int)received;
    return shm_inline_sum(received, shm_inline_receive_many_cold(lent, first + received * size, size,
                                                                 messages + received, count - received, 0));
}

/** Gives the oldest messages that are held back, as shm_receiver_release_many. */
SHM_NODISCARD SHM_INLINE_CALL int shm_inline_release_many(shm_lent_receiver *lent, size_t count)
{
    const int is_queue = (lent->flags & SHM_LENT_QUEUE) != 0;
    const uint64_t held = lent->taken - lent->freed;
    if (count == 0 || count > held || (is_queue && held > SHM_MOST_INLINE) || *lent->guard == 0)
        return shm_inline_release_many_cold(lent, count);
    for (size_t i = 0; i < count; i++) {
        if (is_queue)
            shm_inline_queue_free_one(lent);
        else
            shm_inline_topic_free_one(lent);
    }
    return is_queue ? shm_inline_queue_notify(lent) : shm_inline_topic_freed(lent);
}

#endif
