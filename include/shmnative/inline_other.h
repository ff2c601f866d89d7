/*
 * shmnative/inline_other.h - the calls where slots are taken by compare-and-swap, or else the library's; a part of
 * shmnative_inline.h. A call for a topic with one publisher comes here too when it is not its ordinary case.
 */
#ifndef SHMNATIVE_INLINE_OTHER_H
#define SHMNATIVE_INLINE_OTHER_H

#include "inline_queue.h"

SHM_INLINE_CALL int shm_inline_claim_other(shm_lent_sender *lent, void **data, size_t *capacity, int64_t timeout_ns)
{
    void *slot = shm_inline_competes(lent) && data != NULL ? shm_inline_competing_claim(lent) : NULL;
    if (slot == NULL)
        return shm_inline_claim_cold(lent, data, capacity, timeout_ns);
    *data = slot;
    if (capacity != NULL)
        *capacity = (size_t)lent->capacity;
    return 0;
}

SHM_INLINE_CALL int shm_inline_commit_other(shm_lent_sender *lent, size_t length, uint32_t tag)
{
    return shm_inline_competes(lent) && lent->next != lent->claimed && lent->claimed - lent->next <= SHM_MOST_INLINE &&
                   length <= lent->capacity && *lent->guard != 0
               ? shm_inline_competing_commit(lent, length, tag)
               : shm_inline_commit_cold(lent, length, tag);
}

SHM_INLINE_CALL int shm_inline_send_other(shm_lent_sender *lent, const void *data, size_t length, uint32_t tag,
                                          int64_t timeout_ns)
{
    void *slot = NULL;
    if (shm_inline_competes(lent) && lent->next == lent->claimed && length <= lent->capacity && data != NULL)
        slot = shm_inline_competing_claim(lent);
    if (slot == NULL)
        return shm_inline_send_cold(lent, data, length, tag, timeout_ns);
    shm_inline_copy(slot, data, length);
    return shm_inline_competing_commit(lent, length, tag);
}

SHM_INLINE_CALL int shm_inline_take_other(shm_lent_receiver *lent, shm_message *message, int64_t timeout_ns)
{
    const int status =
        (lent->flags & SHM_LENT_QUEUE) != 0 && message != NULL ? shm_inline_queue_next(lent, message) : (int)SHM_FULL;
    return status == 0 || (status == SHM_EMPTY && timeout_ns == 0) ? status
                                                                   : shm_inline_take_cold(lent, message, timeout_ns);
}

SHM_INLINE_CALL int shm_inline_release_other(shm_lent_receiver *lent)
{
    return (lent->flags & SHM_LENT_QUEUE) != 0 && lent->taken != lent->freed &&
                   lent->taken - lent->freed <= SHM_MOST_INLINE && *lent->guard != 0
               ? shm_inline_queue_free(lent)
               : shm_inline_release_cold(lent);
}

SHM_INLINE_CALL int shm_inline_receive_other(shm_lent_receiver *lent, void *buffer, size_t size, shm_message *message,
                                             int64_t timeout_ns)
{
    shm_message next;
    const int status = (lent->flags & SHM_LENT_QUEUE) != 0 && lent->taken == lent->freed && buffer != NULL
                           ? shm_inline_queue_next(lent, &next)
                           : (int)SHM_FULL;
    if (status != 0)
        return status == SHM_EMPTY && timeout_ns == 0
                   ? status
                   : shm_inline_receive_cold(lent, buffer, size, message, timeout_ns);
    shm_inline_copy_out(&next, buffer, size, message);
    const int released = shm_inline_queue_free(lent);
    return released == 0 && next.length > size ? (int)SHM_TOO_LARGE : released;
}

#endif
