/*
 * shmnative/inline_competing.h - a sender among others: a queue's producers and a topic's concurrent publishers; a part
 * of shmnative_inline.h. The same words in the same order as CompetingSender, Producer and ConcurrentPublisher in the
 * C# sources, which say why.
 */
#ifndef SHMNATIVE_INLINE_COMPETING_H
#define SHMNATIVE_INLINE_COMPETING_H

#include "inline_cold.h"

/* Slots that a call looks at: beside others the hints lag by a few. More is the library's. */
#define SHM_INLINE_MOST_STEPS 16

/* Head and tail hints are never ahead of the truth; everybody who knows better helps them along by one. */
SHM_INLINE void shm_inline_help(uint64_t *hint, uint64_t sequence)
{
    if (__atomic_load_n(hint, __ATOMIC_RELAXED) == sequence)
        shm_inline_exchange(hint, sequence, sequence + 1);
}

/* The word of a queue's slot that is free for the next round. */
SHM_INLINE uint64_t shm_inline_queue_empty(uint64_t mask, uint64_t sequence)
{
    return shm_inline_word(sequence + mask + 1, 0, SHM_PHASE_EMPTY);
}

SHM_INLINE int shm_inline_competes(const shm_lent_sender *lent)
{
    return (lent->flags & (SHM_LENT_QUEUE | SHM_LENT_CONCURRENT)) != 0;
}

/* What its entry has to say: the oldest claim, or none. */
SHM_INLINE void shm_inline_competing_intend(const shm_lent_sender *lent)
{
    SHM_INLINE_STORE(&lent->entry->intent,
                     lent->next == lent->claimed ? SHM_CHANNEL_NO_SEQUENCE : lent->claims[lent->next % SHM_MOST_INLINE],
                     __ATOMIC_RELEASE);
}

/* Takes a slot that has the word of a free one: whether it is ours. */
SHM_INLINE int shm_inline_competing_take(shm_lent_sender *lent, shm_slot *slot, uint64_t word, uint64_t sequence)
{
    if (lent->claimed == lent->next) /* before the claim: whoever repairs this entry starts there */
        SHM_INLINE_STORE(&lent->entry->intent, sequence, __ATOMIC_RELAXED);

    /* SYNC: a full fence; pairs with the load fence in LossyReader (WRITING before the payload). */
    return shm_inline_exchange(&slot->state, word, shm_inline_word(sequence, lent->owner, SHM_PHASE_WRITING));
}

/* The slot was taken: its payload, or NULL when the stream has ended since. */
SHM_INLINE void *shm_inline_competing_own(shm_lent_sender *lent, shm_slot *slot, uint64_t sequence)
{
    shm_inline_help(&lent->header->tail, sequence);
    lent->claims[lent->claimed++ % SHM_MOST_INLINE] = sequence;

    /* SYNC: the claim before CLOSED; pairs with End: a receiver that saw CLOSED and then this slot unclaimed has gone,
     * so whoever claims after that must see it. */
    if (SHM_INLINE_LIKELY(__atomic_load_n(&lent->header->closed, __ATOMIC_SEQ_CST) == 0))
        return slot + 1;

    /* A queue's sequences carry no promise; a topic's is burnt. */
    SHM_INLINE_STORE(&slot->state,
                     (lent->flags & SHM_LENT_QUEUE) != 0 ? shm_inline_queue_empty(lent->mask, sequence)
                                                         : shm_inline_word(sequence, 0, SHM_PHASE_ABORTED),
                     __ATOMIC_RELEASE);
    lent->claimed--;
    shm_inline_competing_intend(lent);
    return NULL;
}

SHM_INLINE void *shm_inline_queue_claim(shm_lent_sender *lent)
{
    uint64_t tail = __atomic_load_n(&lent->header->tail, __ATOMIC_ACQUIRE);
    for (int steps = 0; steps < SHM_INLINE_MOST_STEPS; steps++) {
        shm_slot *slot = shm_inline_sender_slot(lent, tail);

        /* SYNC: acquire; pairs with the release of EMPTY in shm_inline_queue_free and Consumer.Free. */
        const uint64_t word = __atomic_load_n(&slot->state, __ATOMIC_ACQUIRE);
        const int64_t ahead = shm_inline_ahead(word, tail);
        if (SHM_INLINE_LIKELY(ahead == 0 && shm_inline_phase(word) == SHM_PHASE_EMPTY)) {
            if (shm_inline_competing_take(lent, slot, word, tail))
                return shm_inline_competing_own(lent, slot, tail);
        } else if (ahead < 0) {
            return NULL; /* full, or overtaken by a round */
        } else {
            shm_inline_help(&lent->header->tail, tail);
            tail++;
        }
    }
    return NULL;
}

SHM_INLINE void *shm_inline_concurrent_claim(shm_lent_sender *lent)
{
    const int64_t round = -(int64_t)((lent->mask + 1) << SHM_CHANNEL_SEQUENCE_SHIFT);
    uint64_t tail = __atomic_load_n(&lent->header->tail, __ATOMIC_ACQUIRE);

    /* Behind the gate the library looks at the subscribers first. */
    for (int steps = 0; steps < SHM_INLINE_MOST_STEPS && tail < lent->gate; steps++) {
        shm_slot *slot = shm_inline_sender_slot(lent, tail);

        /* SYNC: acquire; pairs with the release of READY and ABORTED by the publisher of a round before. */
        const uint64_t word = __atomic_load_n(&slot->state, __ATOMIC_ACQUIRE);
        const int64_t ahead = shm_inline_ahead(word, tail);
        const uint32_t phase = shm_inline_phase(word);
        if (SHM_INLINE_LIKELY((ahead == round && (phase == SHM_PHASE_READY || phase == SHM_PHASE_ABORTED)) ||
                              (ahead == 0 && phase == SHM_PHASE_EMPTY))) {
            if (shm_inline_competing_take(lent, slot, word, tail))
                return shm_inline_competing_own(lent, slot, tail);
        } else if (ahead < 0) {
            return NULL; /* its owner, a round behind, still writes; or overtaken by a round */
        } else {
            shm_inline_help(&lent->header->tail, tail);
            tail++;
        }
    }
    return NULL;
}

/* Claims the next slot: its payload, or NULL: the library has to look. */
SHM_INLINE void *shm_inline_competing_claim(shm_lent_sender *lent)
{
    if (lent->claimed - lent->next >= SHM_MOST_INLINE || lent->claimed >= lent->look || *lent->guard == 0)
        return NULL;
    return (lent->flags & SHM_LENT_QUEUE) != 0 ? shm_inline_queue_claim(lent) : shm_inline_concurrent_claim(lent);
}

/* Makes the oldest claim's message visible: it is here. */
SHM_INLINE void shm_inline_competing_publish(shm_lent_sender *lent, size_t length, uint32_t tag)
{
    shm_inline_write(lent, lent->claims[lent->next % SHM_MOST_INLINE], length, tag);
    lent->next++;
    shm_inline_competing_intend(lent);
}

/* Wakes those who sleep: receivers, and a publisher that is a round ahead and waits for the slot. */
SHM_INLINE int shm_inline_competing_notify(shm_lent_sender *lent)
{
    return shm_inline_has_sleeper(&lent->header->data_flag, lent->flags) ||
                   ((lent->flags & SHM_LENT_CONCURRENT) != 0 &&
                    __atomic_load_n(&lent->header->space_flag, __ATOMIC_RELAXED) != 0)
               ? shm_inline_wake_receivers(lent)
               : 0;
}

SHM_INLINE int shm_inline_competing_commit(shm_lent_sender *lent, size_t length, uint32_t tag)
{
    shm_inline_competing_publish(lent, length, tag);
    return shm_inline_competing_notify(lent);
}

#endif
