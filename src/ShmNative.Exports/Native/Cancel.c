/*
 * shm_cancel, which a signal handler may call: nothing of it is managed code, it takes no lock, and the memory that it
 * touches is never given back to the system. CancelWord in the C# sources is the other side, and says what the word
 * means.
 */
#include "Entry.h"
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CANCELLED = 1 };

EXPORTED void shm_cancel(const shm_canceller *canceller)
{
    if (canceller == NULL || canceller->word == NULL)
        return;
    const int before = errno; /* of the code that the signal interrupted */
    uint32_t open = canceller->open;

    /* SYNC: pairs with the look at the word in Blocking and WaitSet before they sleep. After the handle was closed the
     * word is of another generation. */
    if (__atomic_compare_exchange_n(canceller->word, &open, open | CANCELLED, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
        syscall(SYS_futex, canceller->word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
    errno = before;
}
