/*
 * shmnative_inline.h - the hot path of shmnative.h, compiled into the caller: C11 and C++17, GCC and Clang.
 *
 * A call into the library costs some nanoseconds before it does anything. For a topic's publishers and its reliable
 * subscribers, and for a queue's producers and consumers, the calls below do the ordinary case in place, with a handful
 * of instructions, and leave everything else to the library: no room, waiting, a dead peer, the end of the stream,
 * waking a sleeper, refusals. Which kind it is, the struct knows. The ends of shmnative.hpp use them by themselves.
 *
 *     shm_lent_sender lent = SHM_LENT_SENDER_INIT;
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
 * names what an atomic access pairs with, in the C# sources or here. The kinds are in shmnative/inline_topic.h,
 * shmnative/inline_competing.h and shmnative/inline_queue.h; calls for several messages in shmnative/inline_batch.h.
 */
#ifndef SHMNATIVE_INLINE_H
#define SHMNATIVE_INLINE_H

#include "shmnative/inline_batch.h"

/* ---- sending */

/** Claims a slot, to write the message in place, as shm_sender_claim. capacity may be NULL. */
SHM_NODISCARD SHM_INLINE int shm_inline_claim(shm_lent_sender *lent, void **data, size_t *capacity, int64_t timeout_ns)
{
    if (!shm_inline_topic_has_room(lent) || data == NULL)
        return shm_inline_claim_other(lent, data, capacity, timeout_ns);
    *data = shm_inline_topic_claim(lent);
    if (capacity != NULL)
        *capacity = (size_t)lent->capacity;
    return 0;
}

/** Makes the oldest claimed message visible, as shm_sender_commit. */
SHM_NODISCARD SHM_INLINE int shm_inline_commit(shm_lent_sender *lent, size_t length, uint32_t tag)
{
    return SHM_INLINE_LIKELY(lent->next != lent->claimed && length <= lent->capacity && *lent->guard != 0 &&
                             !shm_inline_competes(lent))
               ? shm_inline_topic_commit(lent, length, tag)
               : shm_inline_commit_other(lent, length, tag);
}

/** Gives up all that is claimed, as shm_sender_abort. */
SHM_NODISCARD SHM_INLINE_COLD int shm_inline_abort(shm_lent_sender *lent)
{
    const int status = shm_inline_sender_enter(lent);
    return status != 0 ? status : shm_inline_sender_leave(lent, shm_sender_abort(lent->sender));
}

/** Sends a message, as shm_sender_send. A length that the compiler knows is copied by moves. */
SHM_NODISCARD SHM_INLINE int shm_inline_send(shm_lent_sender *lent, const void *data, size_t length, uint32_t tag,
                                             int64_t timeout_ns)
{
    if (!shm_inline_topic_has_room(lent) || lent->next != lent->claimed || length > lent->capacity || data == NULL)
        return shm_inline_send_other(lent, data, length, tag, timeout_ns);
    shm_inline_copy(shm_inline_topic_claim(lent), data, length);
    return shm_inline_topic_commit(lent, length, tag);
}

/* ---- receiving */

/** Takes the next message, to read it in place, as shm_receiver_take. */
SHM_NODISCARD SHM_INLINE int shm_inline_take(shm_lent_receiver *lent, shm_message *message, int64_t timeout_ns)
{
    if (!SHM_INLINE_LIKELY((lent->flags & SHM_LENT_QUEUE) == 0) || message == NULL)
        return shm_inline_take_other(lent, message, timeout_ns);
    const int status = shm_inline_topic_next(lent, message);
    return status == 0 || (status == SHM_EMPTY && timeout_ns == 0) ? status
                                                                   : shm_inline_take_cold(lent, message, timeout_ns);
}

/** Gives the oldest message that is held back, as shm_receiver_release. */
SHM_NODISCARD SHM_INLINE int shm_inline_release(shm_lent_receiver *lent)
{
    return SHM_INLINE_LIKELY(lent->taken != lent->freed && *lent->guard != 0 && (lent->flags & SHM_LENT_QUEUE) == 0)
               ? shm_inline_topic_free(lent)
               : shm_inline_release_other(lent);
}

/** Copies the next message out, as shm_receiver_receive, while no other is held. message may be NULL. */
SHM_NODISCARD SHM_INLINE int shm_inline_receive(shm_lent_receiver *lent, void *buffer, size_t size,
                                                shm_message *message, int64_t timeout_ns)
{
    shm_message next;
    if (!SHM_INLINE_LIKELY((lent->flags & SHM_LENT_QUEUE) == 0) || lent->taken != lent->freed || buffer == NULL)
        return shm_inline_receive_other(lent, buffer, size, message, timeout_ns);
    const int status = shm_inline_topic_next(lent, &next);
    if (status != 0)
        return status == SHM_EMPTY && timeout_ns == 0
                   ? status
                   : shm_inline_receive_cold(lent, buffer, size, message, timeout_ns);
    shm_inline_copy_out(&next, buffer, size, message);
    const int released = shm_inline_topic_free(lent);
    return released == 0 && next.length > size ? (int)SHM_TOO_LARGE : released;
}

#endif
