/*
 * refuse CALL:ERROR... -- PROGRAM [ARGUMENT]...: runs a program to which the kernel refuses system calls, as container
 * managers do by seccomp(2). Exits with 77 where no filter can be set.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449
#endif

static const struct {
    const char *name;
    unsigned number;
} calls[] = {{"getrandom", SYS_getrandom},
             {"membarrier", SYS_membarrier},
             {"futex_waitv", SYS_futex_waitv},
             {"memfd_create", SYS_memfd_create},
             {"madvise", SYS_madvise},
             {"mlock", SYS_mlock},
             {"sched_getaffinity", SYS_sched_getaffinity},
             {"statx", SYS_statx},
             {"linkat", SYS_linkat}},
  errors[] = {{"EPERM", EPERM}, {"ENOSYS", ENOSYS}, {"EINVAL", EINVAL}, {"ENOMEM", ENOMEM}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int find(const char *name, size_t length, const void *table, size_t count, unsigned *number)
{
    const __typeof__(&calls[0]) entries = table;
    for (size_t i = 0; i < count; i++)
        if (strlen(entries[i].name) == length && memcmp(entries[i].name, name, length) == 0)
            return *number = entries[i].number, 1;
    return 0;
}

int main(int count, char **argument)
{
    struct sock_filter code[2 * COUNT(calls) + 2] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
    unsigned short length = 1;
    int at = 1;
    for (; at < count && strcmp(argument[at], "--") != 0; at++) {
        unsigned number, error;
        const char *colon = strchr(argument[at], ':');
        if (colon == NULL || length + 3u > COUNT(code) ||
            !find(argument[at], (size_t)(colon - argument[at]), calls, COUNT(calls), &number) ||
            !find(colon + 1, strlen(colon + 1), errors, COUNT(errors), &error))
            return fprintf(stderr, "cannot refuse %s\n", argument[at]), 2;
        code[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1);
        code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error);
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
