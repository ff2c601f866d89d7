/*
 * shmnative/inline_memory.h - state words, payloads, sleepers; a part of shmnative_inline.h.
 */
#ifndef SHMNATIVE_INLINE_MEMORY_H
#define SHMNATIVE_INLINE_MEMORY_H

#include <string.h>

#include "lent.h"

/* Where slots are taken by compare-and-swap: a function of its own, so that calls for other topics are not made larger
 * and slower by it. */
#ifdef __cplusplus
#define SHM_INLINE_CALL inline __attribute__((noinline))
#else
#define SHM_INLINE_CALL static __attribute__((unused, noinline))
#endif

/* What the library does in the caller's stead: kept out of the caller's code. */
#define SHM_INLINE_COLD __attribute__((cold)) SHM_INLINE_CALL

#define SHM_INLINE_LIKELY(condition) (__builtin_expect(!!(condition), 1) != 0)

/* What follows each change that others can see: nothing, unless a test defines it before it includes this. */
#ifndef SHM_INLINE_POINT
#define SHM_INLINE_POINT() ((void)0)
#endif

#define SHM_INLINE_STORE(address, value, order) (__atomic_store_n(address, value, order), SHM_INLINE_POINT())

SHM_INLINE uint64_t shm_inline_word(uint64_t sequence, uint32_t owner, uint32_t phase)
{
    return sequence << SHM_CHANNEL_SEQUENCE_SHIFT | (uint64_t)owner << SHM_CHANNEL_OWNER_SHIFT | phase;
}

SHM_INLINE uint32_t shm_inline_phase(uint64_t word)
{
    return (uint32_t)(word & ((UINT64_C(1) << SHM_CHANNEL_OWNER_SHIFT) - 1));
}

/* Whether a word is of a later sequence (> 0), of this one (0), or of an earlier one. Words carry 48 bits of a
 * sequence, so they are compared by signed difference. */
SHM_INLINE int64_t shm_inline_ahead(uint64_t word, uint64_t sequence)
{
    const uint64_t low = (UINT64_C(1) << SHM_CHANNEL_SEQUENCE_SHIFT) - 1;
    return (int64_t)((word & ~low) - (sequence << SHM_CHANNEL_SEQUENCE_SHIFT));
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

/* SYNC: sequentially consistent; the partners of a claim and of a take are named where they are. */
SHM_INLINE int shm_inline_exchange(uint64_t *word, uint64_t expected, uint64_t desired)
{
    const int exchanged = __atomic_compare_exchange_n(word, &expected, desired, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
    SHM_INLINE_POINT();
    return exchanged;
}

#endif
