/*
 * shmnative/inline_queue.h - a queue's producers and consumers; a part of shmnative_inline.h. The same words in the
 * same order as Producer, Consumer and CompetingSender in the C# sources, which say why.
 */
#ifndef SHMNATIVE_INLINE_QUEUE_H
#define SHMNATIVE_INLINE_QUEUE_H

#include "inline_cold.h"

/* Slots that a call looks at: beside others the hints lag by a few. More is the library's. */
#define SHM_INLINE_MOST_STEPS 16

/* Head and tail hints are never ahead of the truth; everybody who knows better helps them along by one. */
SHM_INLINE void shm_inline_queue_help(uint64_t *hint, uint64_t sequence)
{
    if (__atomic_load_n(hint, __ATOMIC_RELAXED) == sequence)
        shm_inline_exchange(hint, sequence, sequence + 1);
}

/* The word of a slot that is free for the next round. */
SHM_INLINE uint64_t shm_inline_queue_empty(uint64_t mask, uint64_t sequence)
{
    return shm_inline_word(sequence + mask + 1, 0, SHM_PHASE_EMPTY);
}

/* ---- a producer */

/* What its entry has to say: the oldest claim, or none. */
SHM_INLINE void shm_inline_queue_intend(const shm_lent_sender *lent)
{
    SHM_INLINE_STORE(&lent->entry->intent,
                     lent->next == lent->claimed ? SHM_CHANNEL_NO_SEQUENCE : lent->claims[lent->next % SHM_MOST_INLINE],
                     __ATOMIC_RELEASE);
}

/* The slot was taken: its payload, or NULL when the stream has ended since. */
SHM_INLINE void *shm_inline_queue_own(shm_lent_sender *lent, shm_slot *slot, uint64_t sequence)
{
    shm_inline_queue_help(&lent->header->tail, sequence);
    lent->claims[lent->claimed++ % SHM_MOST_INLINE] = sequence;

    /* SYNC: the claim before CLOSED; pairs with End: a receiver that saw CLOSED and then this slot unclaimed has gone,
     * so whoever claims after that must see it. */
    if (SHM_INLINE_LIKELY(__atomic_load_n(&lent->header->closed, __ATOMIC_SEQ_CST) == 0))
        return slot + 1;
    SHM_INLINE_STORE(&slot->state, shm_inline_queue_empty(lent->mask, sequence), __ATOMIC_RELEASE);
    lent->claimed--;
    shm_inline_queue_intend(lent);
    return NULL;
}

/* Claims the next slot: its payload, or NULL: the library has to look. */
SHM_INLINE void *shm_inline_queue_claim(shm_lent_sender *lent)
{
    if (lent->claimed - lent->next >= SHM_MOST_INLINE || lent->claimed >= lent->limit || *lent->guard == 0)
        return NULL;
    uint64_t tail = __atomic_load_n(&lent->header->tail, __ATOMIC_ACQUIRE);
    for (int steps = 0; steps < SHM_INLINE_MOST_STEPS; steps++) {
        shm_slot *slot = shm_inline_sender_slot(lent, tail);

        /* SYNC: acquire; pairs with the release of EMPTY in shm_inline_queue_free and Consumer.Free. */
        const uint64_t word = __atomic_load_n(&slot->state, __ATOMIC_ACQUIRE);
        const int64_t ahead = shm_inline_ahead(word, tail);
        if (SHM_INLINE_LIKELY(ahead == 0 && shm_inline_phase(word) == SHM_PHASE_EMPTY)) {
            if (lent->claimed == lent->next) /* before the claim: whoever repairs this entry starts there */
                SHM_INLINE_STORE(&lent->entry->intent, tail, __ATOMIC_RELAXED);
            if (shm_inline_exchange(&slot->state, word, shm_inline_word(tail, lent->owner, SHM_PHASE_WRITING)))
                return shm_inline_queue_own(lent, slot, tail);
        } else if (ahead < 0) {
            return NULL; /* full, or overtaken by a round */
        } else {
            shm_inline_queue_help(&lent->header->tail, tail);
            tail++;
        }
    }
    return NULL;
}

/* Commits the oldest claim: it is here. */
SHM_INLINE int shm_inline_queue_commit(shm_lent_sender *lent, size_t length, uint32_t tag)
{
    shm_inline_write(lent, lent->claims[lent->next % SHM_MOST_INLINE], length, tag);
    lent->next++;
    shm_inline_queue_intend(lent);
    return shm_inline_notify_receivers(lent);
}

/* ---- a consumer */

SHM_INLINE void shm_inline_queue_set_intent(shm_lent_receiver *lent, uint64_t sequence)
{
    lent->intent = sequence;
    SHM_INLINE_STORE(&lent->entry->intent, sequence, __ATOMIC_RELEASE);
}

/* Takes the next message: as shm_inline_topic_next. */
SHM_INLINE int shm_inline_queue_next(shm_lent_receiver *lent, shm_message *message)
{
    if (*lent->guard == 0 || lent->taken - lent->freed >= SHM_MOST_INLINE)
        return SHM_FULL;
    int hole = 0;
    uint64_t head = __atomic_load_n(&lent->header->head, __ATOMIC_ACQUIRE);
    for (int steps = 0; steps < SHM_INLINE_MOST_STEPS; steps++) {
        shm_slot *slot = shm_inline_receiver_slot(lent, head);

        /* SYNC: acquire; pairs with the release of READY in shm_inline_write and CompetingSender.Commit, and with the
         * lowered head in Repair. */
        const uint64_t word = __atomic_load_n(&slot->state, __ATOMIC_ACQUIRE);
        if (SHM_INLINE_LIKELY(word == shm_inline_word(head, 0, SHM_PHASE_READY))) {
            /* Behind a hole the library takes it, after a second look. What the slot says stays so until it is taken.
             */
            shm_message found;
            if (hole || !shm_inline_describe(lent, slot, &found))
                return SHM_FULL;
            if (head < lent->intent) /* before the take: whoever repairs this entry starts there */
                shm_inline_queue_set_intent(lent, head);
            if (!shm_inline_exchange(&slot->state, word, shm_inline_word(head, lent->owner, SHM_PHASE_READING)))
                continue;
            shm_inline_queue_help(&lent->header->head, head);
            lent->held[lent->taken++ % SHM_MOST_INLINE] = head;
            *message = found;
            return 0;
        }

        const int64_t ahead = shm_inline_ahead(word, head);
        const uint32_t phase = shm_inline_phase(word);
        if (ahead < 0 || (ahead == 0 && phase == SHM_PHASE_EMPTY))
            return shm_inline_nothing(lent);
        if (ahead > 0)
            shm_inline_queue_help(&lent->header->head, head);
        else if (phase == SHM_PHASE_WRITING)
            hole = 1;
        else if (phase != SHM_PHASE_READING)
            return SHM_FULL; /* redelivered */
        head++;
    }
    return SHM_FULL;
}

/* Gives the oldest message back: it is held, and here. */
SHM_INLINE int shm_inline_queue_free(shm_lent_receiver *lent)
{
    const uint64_t sequence = lent->held[lent->freed++ % SHM_MOST_INLINE];

    /* SYNC: release; pairs with the acquire load in shm_inline_queue_claim and Producer: our reads of the payload are
     * done before the slot is used again. */
    SHM_INLINE_STORE(&shm_inline_receiver_slot(lent, sequence)->state, shm_inline_queue_empty(lent->mask, sequence),
                     __ATOMIC_RELEASE);

    uint64_t lowest = SHM_CHANNEL_NO_SEQUENCE; /* they need not ascend: a redelivered message is older */
    for (uint64_t number = lent->freed; number != lent->taken; number++) {
        const uint64_t other = lent->held[number % SHM_MOST_INLINE];
        lowest = other < lowest ? other : lowest;
    }
    shm_inline_queue_set_intent(lent, lowest);

    /* At the end of the stream other consumers may wait to see whether this message would come back. */
    return shm_inline_has_sleeper(&lent->header->space_flag, lent->flags) ||
                   __atomic_load_n(&lent->header->closed, __ATOMIC_ACQUIRE) != 0
               ? shm_inline_wake_senders(lent)
               : 0;
}

/* ---- the calls: of a queue, or else the library's. A topic's come here too when it is not their ordinary case. */

SHM_INLINE_CALL int shm_inline_claim_other(shm_lent_sender *lent, void **data, size_t *capacity, int64_t timeout_ns)
{
    void *slot = (lent->flags & SHM_LENT_QUEUE) != 0 && data != NULL ? shm_inline_queue_claim(lent) : NULL;
    if (slot == NULL)
        return shm_inline_claim_cold(lent, data, capacity, timeout_ns);
    *data = slot;
    if (capacity != NULL)
        *capacity = (size_t)lent->capacity;
    return 0;
}

SHM_INLINE_CALL int shm_inline_commit_other(shm_lent_sender *lent, size_t length, uint32_t tag)
{
    return (lent->flags & SHM_LENT_QUEUE) != 0 && lent->next != lent->claimed &&
                   lent->claimed - lent->next <= SHM_MOST_INLINE && length <= lent->capacity && *lent->guard != 0
               ? shm_inline_queue_commit(lent, length, tag)
               : shm_inline_commit_cold(lent, length, tag);
}

SHM_INLINE_CALL int shm_inline_send_other(shm_lent_sender *lent, const void *data, size_t length, uint32_t tag,
                                          int64_t timeout_ns)
{
    void *slot = NULL;
    if ((lent->flags & SHM_LENT_QUEUE) != 0 && lent->next == lent->claimed && length <= lent->capacity && data != NULL)
        slot = shm_inline_queue_claim(lent);
    if (slot == NULL)
        return shm_inline_send_cold(lent, data, length, tag, timeout_ns);
    shm_inline_copy(slot, data, length);
    return shm_inline_queue_commit(lent, length, tag);
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
