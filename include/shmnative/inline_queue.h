/*
 * shmnative/inline_queue.h - a queue's consumers; a part of shmnative_inline.h. The same words in the same order as
 * Consumer in the C# sources, which say why.
 */
#ifndef SHMNATIVE_INLINE_QUEUE_H
#define SHMNATIVE_INLINE_QUEUE_H

#include "inline_competing.h"

SHM_INLINE void shm_inline_queue_set_intent(shm_lent_receiver *lent, uint64_t sequence)
{
    lent->intent = sequence;
    SHM_INLINE_STORE(&lent->entry->intent, sequence, __ATOMIC_RELEASE);
}

/* Takes the next message: as shm_inline_topic_look. */
SHM_INLINE int shm_inline_queue_look(shm_lent_receiver *lent, shm_message *message)
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
            shm_inline_help(&lent->header->head, head);
            lent->held[lent->taken++ % SHM_MOST_INLINE] = head;
            *message = found;
            return 0;
        }

        const int64_t ahead = shm_inline_ahead(word, head);
        const uint32_t phase = shm_inline_phase(word);
        if (ahead < 0 || (ahead == 0 && phase == SHM_PHASE_EMPTY))
            return SHM_EMPTY;
        if (ahead > 0)
            shm_inline_help(&lent->header->head, head);
        else if (phase == SHM_PHASE_WRITING)
            hole = 1;
        else if (phase != SHM_PHASE_READING)
            return SHM_FULL; /* redelivered */
        head++;
    }
    return SHM_FULL;
}

/* The same as shm_inline_topic_next. */
SHM_INLINE int shm_inline_queue_next(shm_lent_receiver *lent, shm_message *message)
{
    const int status = shm_inline_queue_look(lent, message);
    return status == SHM_EMPTY ? shm_inline_nothing(lent) : status;
}

/* Frees the oldest message: it is held, and here. */
SHM_INLINE void shm_inline_queue_free_one(shm_lent_receiver *lent)
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
}

/* At the end of the stream other consumers may wait to see whether a message would come back. */
SHM_INLINE int shm_inline_queue_notify(shm_lent_receiver *lent)
{
    return shm_inline_has_sleeper(&lent->header->space_flag, lent->flags) ||
                   __atomic_load_n(&lent->header->closed, __ATOMIC_ACQUIRE) != 0
               ? shm_inline_wake_senders(lent)
               : 0;
}

SHM_INLINE int shm_inline_queue_free(shm_lent_receiver *lent)
{
    shm_inline_queue_free_one(lent);
    return shm_inline_queue_notify(lent);
}

#endif
