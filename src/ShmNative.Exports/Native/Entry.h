/*
 * How C comes into the library. A managed function NAME of the C# sources is managed_NAME in the object file (see the
 * project file), and ENTRY makes the function that is exported: one look whether the runtime runs in this process, and
 * a jump. Where it does not, library_enter() starts it, or says why it may not run here.
 */
#ifndef ENTRY_H
#define ENTRY_H

#include <pthread.h>
#include <shmnative.h>
#include <shmnative/lent.h>
#include <stddef.h>

#define EXPORTED __attribute__((visibility("default")))

#ifdef __aarch64__
#define LARGEST_PAGE 65536
#else
#define LARGEST_PAGE 4096
#endif

/* What holds for this process and none of its children: the kernel wipes the page in those (MADV_WIPEONFORK). */
union process_state {
    struct {
        int running;          /* managed code may be called */
        int own;              /* 1 in the process that came here first */
        pthread_mutex_t lock; /* of the one who starts the runtime; zero is unlocked */
    };
    char page[LARGEST_PAGE];
};

extern union process_state process_state;

/* A macro, so that gdb steps from an entry straight into the C# source. */
#define library_runs() __builtin_expect(__atomic_load_n(&process_state.running, __ATOMIC_ACQUIRE), 1)

/* Starts the runtime: 0, SHM_FORKED_CHILD, or -errno. shm_last_error says more. */
int library_enter(void);

/* What the last refusal of library_enter on this thread was. */
const char *library_refusal(void);

/* A status in a few words, NULL if it is none of shm_status. Made from StatusText.cs. */
const char *library_status(int status);

/* A result of a call that promises to clear what it would have filled. */
#define WITHOUT(place, result) ((place) != NULL ? (void)(*(place) = 0) : (void)0, (result))

/* A function that returns a status; ENTRY_OR returns something else where the library may not run. */
#define ENTRY(name, parameters, arguments) ENTRY_OR(refusal, int, name, parameters, arguments)

#define ENTRY_OR(otherwise, type, name, parameters, arguments)                                                         \
    type managed_##name parameters;                                                                                    \
    EXPORTED type name parameters                                                                                      \
    {                                                                                                                  \
        if (!library_runs()) {                                                                                         \
            const int refusal = library_enter();                                                                       \
            if (refusal != 0)                                                                                          \
                return otherwise;                                                                                      \
        }                                                                                                              \
        return managed_##name arguments;                                                                               \
    }

#endif
