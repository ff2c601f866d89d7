/* What the tests of channels have in common: names that no other run has, options in one line, and other processes. */
#ifndef CHANNELS_H
#define CHANNELS_H

#include "check.h"
#include <inttypes.h>
#include <shmnative.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

#ifndef __cplusplus /* which has no such initializers */
/* A topic of 8 slots that keeps 4 messages for those who come late. */
__attribute__((unused)) static const shm_channel_options observable = {
    .struct_size = sizeof observable, .flags = SHM_CHANNEL_OBSERVABLE, .slots = 8, .history = 4};
#endif

static inline const char *channel_name(const char *test)
{
    static char name[96];
    snprintf(name, sizeof name, "shmnative-c-%s-%" PRIdMAX, test, (intmax_t)getpid());
    return name;
}

/* A refusal has its status and a line about it; an ordinary result leaves the line alone. */
#define CHECK_REFUSED(call, status, words)                                                                             \
    (CHECK_EQUAL(call, status), strstr(shm_last_error_string(), words)                                                 \
                                    ? (void)0                                                                          \
                                    : (void)(check_failures++, fprintf(stderr, "%s:%d: it says '%s'\n", __FILE__,      \
                                                                       __LINE__, shm_last_error_string())))

static inline void wait_for(pid_t child)
{
    int status = -1;
    waitpid(child, &status, 0);
    CHECK_EQUAL(status, 0);
}

/* Starts the program again as another process: a fork that uses the library has to be a program of its own. */
static inline pid_t start(const char *program, const char *role, const char *name)
{
    const pid_t child = fork();
    if (child == 0) {
        execl(program, program, role, name, (char *)NULL);
        _exit(127);
    }
    return child;
}

#endif
