/*
 * refuse CALL:ERROR... -- PROGRAM [ARGUMENT]...: runs a program to which the kernel refuses system calls, as container
 * managers do by seccomp(2). Exits with 77 where no filter can be set.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449
#endif

/* A call whose argument, masked, has a value; without a mask any. */
static const struct call {
    const char *name;
    unsigned number, argument, mask, value;
} calls[] = {{.name = "getrandom", .number = SYS_getrandom},
             {.name = "membarrier", .number = SYS_membarrier},
             {.name = "futex_waitv", .number = SYS_futex_waitv},
             {.name = "memfd_create", .number = SYS_memfd_create},
             {.name = "wipeonfork", .number = SYS_madvise, .argument = 2, .mask = ~0u, .value = MADV_WIPEONFORK},
             {.name = "mlock", .number = SYS_mlock},
             {.name = "sched_getaffinity", .number = SYS_sched_getaffinity},
             {.name = "statx", .number = SYS_statx},
             {.name = "linkat", .number = SYS_linkat}};

static const struct error {
    const char *name;
    unsigned number;
} errors[] = {{"EPERM", EPERM}, {"ENOSYS", ENOSYS}, {"EINVAL", EINVAL}, {"ENOMEM", ENOMEM}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct call *find_call(const char *name, size_t length)
{
    for (size_t i = 0; i < COUNT(calls); i++)
        if (strlen(calls[i].name) == length && memcmp(calls[i].name, name, length) == 0)
            return &calls[i];
    return NULL;
}

static const struct error *find_error(const char *name)
{
    for (size_t i = 0; i < COUNT(errors); i++)
        if (strcmp(errors[i].name, name) == 0)
            return &errors[i];
    return NULL;
}

int main(int count, char **argument)
{
    const struct sock_filter load_number = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    struct sock_filter code[6 * COUNT(calls) + 2] = {load_number};
    unsigned short length = 1;
    int at = 1;
    for (; at < count && strcmp(argument[at], "--") != 0; at++) {
        const char *colon = strchr(argument[at], ':');
        const struct call *call = colon == NULL ? NULL : find_call(argument[at], (size_t)(colon - argument[at]));
        const struct error *error = colon == NULL ? NULL : find_error(colon + 1);
        if (call == NULL || error == NULL || length + 7u > COUNT(code))
            return fprintf(stderr, "cannot refuse %s\n", argument[at]), 2;
        const unsigned offset = (unsigned)(offsetof(struct seccomp_data, args) + call->argument * sizeof(uint64_t));
        const struct sock_filter refusal[] = {BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call->number, 0, 4),
                                              BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset), /* its lower half */
                                              BPF_STMT(BPF_ALU | BPF_AND | BPF_K, call->mask),
                                              BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call->value, 0, 1),
                                              BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error->number),
                                              load_number};
        memcpy(&code[length], refusal, sizeof refusal);
        length = (unsigned short)(length + COUNT(refusal));
    }
    code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    if (at + 1 >= count)
        return fprintf(stderr, "usage: %s CALL:ERROR... -- PROGRAM [ARGUMENT]...\n", argument[0]), 2;

    const struct sock_fprog program = {length, code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        return perror("no filter can be set"), 77;
    execvp(argument[at + 1], &argument[at + 1]);
    return perror(argument[at + 1]), 127;
}
