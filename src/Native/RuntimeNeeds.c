#include "Runtime.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The heap's reserve comes from Aot.props (RUNTIME_RESERVE, bytes). Beside it are the collector's tables and what libc
 * allocates: less than a mebibyte, in some 30 mappings. Twice that is asked for.
 */
enum { MEMORY = 2 << 20, MAPPINGS = 64, BESIDE = 4 << 20, FEW = 1000 };

static void *say_id(void *id)
{
    *(pid_t *)id = (pid_t)syscall(SYS_gettid);
    return NULL;
}

/* A thread as the runtime makes one; it takes no signal of the host's. */
static int try_thread(void)
{
    sigset_t all, before;
    pthread_t thread;
    pid_t id = 0;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int error = pthread_create(&thread, NULL, say_id, &id);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0)
        return -error;
    pthread_join(thread, NULL);
    /* The kernel counts a thread a little longer than pthread_join waits, and the next one may be one too many. */
    for (int i = 0; i < FEW && syscall(SYS_tgkill, getpid(), id, 0) == 0; i++)
        sched_yield();
    return 0;
}

int runtime_can_start(const char **why)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *reserved = mmap(NULL, RUNTIME_RESERVE + BESIDE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (reserved == MAP_FAILED) {
        *why = "the .NET runtime needs more address space than this process may have; see ulimit -v, and ulimit -l "
               "where mlockall(MCL_FUTURE) is in effect";
        return -errno;
    }

    int error = 0;
    for (size_t i = 0; i < MAPPINGS && error == 0; i += 2) /* each splits the mapping */
        error = mprotect(reserved + i * page, page, PROT_READ | PROT_WRITE) == 0 ? 0 : -errno;
    if (error == 0)
        error = mprotect(reserved + MAPPINGS * page, MEMORY, PROT_READ | PROT_WRITE) == 0 ? 0 : -errno;
    *why = "the .NET runtime needs more memory or mappings than this process may have; see ulimit -d and "
           "/proc/sys/vm/max_map_count";
    if (error == 0) {
        error = try_thread();
        *why = "the .NET runtime needs a thread of its own, and this process can start none; see ulimit -u and -v";
    }
    munmap(reserved, RUNTIME_RESERVE + BESIDE);
    return error;
}
