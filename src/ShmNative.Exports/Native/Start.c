/* The first call starts the runtime, if it can start; in a forked child of a process in which it runs, no call does. */
#include "../../Native/Runtime.h"
#include "Entry.h"
#include <string.h>
#include <sys/mman.h>

_Alignas(LARGEST_PAGE) union process_state process_state;

static pthread_once_t prepared = PTHREAD_ONCE_INIT;
static int started; /* in this process, or in the one it was forked from */
static __thread const char *refusal;

void managed_start(void);

/* LeakSanitizer is to overlook what the runtime allocates once and never frees; it is only there in hosts that have it.
 */
__attribute__((weak)) void __lsan_disable(void);
__attribute__((weak)) void __lsan_enable(void);

static void wipe(void)
{
    memset(&process_state, 0, sizeof process_state);
}

static void prepare(void)
{
    if (madvise(&process_state, sizeof process_state, MADV_WIPEONFORK) != 0)
        pthread_atfork(NULL, NULL,
                       wipe); /* not after a bare clone(2), but wherever the kernel is too old for the other */
}

static int start(void)
{
    const int error = runtime_can_start(&refusal);
    if (error != 0)
        return error;
    /* A child that is forked from now on may find the runtime's locks taken by threads that it does not have. */
    __atomic_store_n(&started, 1, __ATOMIC_RELEASE);
    if (__lsan_disable != NULL)
        __lsan_disable();
    managed_start();
    if (__lsan_enable != NULL)
        __lsan_enable();
    __atomic_store_n(&process_state.running, 1, __ATOMIC_RELEASE);
    return 0;
}

int library_enter(void)
{
    pthread_once(&prepared, prepare);
    if (__atomic_load_n(&started, __ATOMIC_ACQUIRE) && !__atomic_load_n(&process_state.own, __ATOMIC_RELAXED)) {
        refusal =
            "this process was forked from one that used the library, whose threads it does not have: it has to exec "
            "a program first, which may be the same one";
        return SHM_FORKED_CHILD;
    }
    __atomic_store_n(&process_state.own, 1, __ATOMIC_RELAXED);
    pthread_mutex_lock(&process_state.lock);
    const int status = library_runs() ? 0 : start();
    pthread_mutex_unlock(&process_state.lock);
    return status;
}

const char *library_refusal(void)
{
    return refusal != NULL ? refusal : "";
}
