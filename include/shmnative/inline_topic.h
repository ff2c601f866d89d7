/*
 * shmnative/inline_topic.h - a topic's only publisher and its subscribers; a part of shmnative_inline.h.
 */
#ifndef SHMNATIVE_INLINE_TOPIC_H
#define SHMNATIVE_INLINE_TOPIC_H

#include "inline_cold.h"

/* ---- the publisher */

/* Whether the next slot can be taken without a look at the subscribers, in the process that opened the sender. */
SHM_INLINE int shm_inline_topic_has_room(const shm_lent_sender *lent)
{
    return SHM_INLINE_LIKELY(lent->claimed < lent->limit && *lent->guard != 0);
}

SHM_INLINE void *shm_inline_topic_claim(shm_lent_sender *lent)
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

/* Makes the oldest claim's message visible: it is here. */
SHM_INLINE void shm_inline_topic_publish(shm_lent_sender *lent, size_t length, uint32_t tag)
{
    shm_inline_write(lent, lent->next, length, tag);
    lent->next++;
    /* SYNC: release; pairs with the acquire load of the tail in Subscriber.Join: what is before it is committed. */
    SHM_INLINE_STORE(&lent->header->tail, lent->next, __ATOMIC_RELEASE);
}

SHM_INLINE int shm_inline_topic_commit(shm_lent_sender *lent, size_t length, uint32_t tag)
{
    shm_inline_topic_publish(lent, length, tag);
    return shm_inline_notify_receivers(lent);
}

/* ---- a subscriber */

/* The next message, if it is there and nothing is to be said of it: 0, and it is held. SHM_EMPTY: it has not come.
 * SHM_FULL: the library has to look. */
SHM_INLINE int shm_inline_topic_look(shm_lent_receiver *lent, shm_message *message)
{
    if (*lent->guard == 0 || lent->taken - lent->freed >= SHM_CHANNEL_MOST_HELD)
        return SHM_FULL;
    const shm_slot *slot = shm_inline_receiver_slot(lent, lent->next);

    /* SYNC: acquire; pairs with the release of READY in shm_inline_write and the publishers' Commit. */
    const uint64_t word = __atomic_load_n(&slot->state, __ATOMIC_ACQUIRE);
    if (SHM_INLINE_LIKELY(word == shm_inline_word(lent->next, 0, SHM_PHASE_READY))) {
        if (!shm_inline_describe(lent, slot, message))
            return SHM_FULL;
        lent->taken++;
        lent->next++;
        return 0;
    }

    /* Still to come is an older round's, one that was never used, and one that is being written. */
    const int64_t ahead = shm_inline_ahead(word, lent->next);
    const uint32_t phase = shm_inline_phase(word);
    return ahead < 0 || (ahead == 0 && (phase == SHM_PHASE_EMPTY || phase == SHM_PHASE_WRITING)) ? (int)SHM_EMPTY
                                                                                                 : (int)SHM_FULL;
}

/* The same for one who may poll: now and then the library has to look when nothing has come. */
SHM_INLINE int shm_inline_topic_next(shm_lent_receiver *lent, shm_message *message)
{
    const int status = shm_inline_topic_look(lent, message);
    return status == SHM_EMPTY ? shm_inline_nothing(lent) : status;
}

/* Frees the oldest message, which is held, as far as others cannot see it. */
SHM_INLINE void shm_inline_topic_free_one(shm_lent_receiver *lent)
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
}

/* What was freed may be used again. */
SHM_INLINE int shm_inline_topic_freed(shm_lent_receiver *lent)
{
    /* SYNC: release; pairs with the acquire load of the cursors in PublishGate: our reads of the payload are done
     * before the slot is used again. */
    SHM_INLINE_STORE(&lent->entry->cursor, lent->released, __ATOMIC_RELEASE);
    return shm_inline_has_sleeper(&lent->header->space_flag, lent->flags) ? shm_inline_wake_senders(lent) : 0;
}

/* Gives the oldest message back: it is held. */
SHM_INLINE int shm_inline_topic_free(shm_lent_receiver *lent)
{
    shm_inline_topic_free_one(lent);
    return shm_inline_topic_freed(lent);
}

#endif
