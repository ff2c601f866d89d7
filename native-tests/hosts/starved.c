/*
 * starved KIND VALUE...: a host under limits, for each of the values. The first call either succeeds or returns -ENOMEM
 * or -EAGAIN with a line about it; once the limit is raised, it succeeds. Root is subject to no limit but that of the
 * address space, so the others are tried as a user without processes.
 */
#include "channels.h"
#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>

static rlim_t bytes_mapped(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    REQUIRE(file != NULL && fscanf(file, "%ld", &pages) == 1);
    fclose(file);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void become_somebody(void)
{
    const uid_t nobody_else = 60000 + (uid_t)getpid() % 5000;
    if (geteuid() == 0)
        REQUIRE(setgid(nobody_else) == 0 && setuid(nobody_else) == 0);
}

static int is_refusal(int status)
{
    return status == -ENOMEM || status == -EAGAIN;
}

/* One process for each value: a runtime starts once. */
static int try(const char *kind, rlim_t value)
{
    const int what = kind[0] == 'a'   ? RLIMIT_AS
                     : kind[0] == 'd' ? RLIMIT_DATA
                     : kind[0] == 'p' ? RLIMIT_NPROC
                                      : RLIMIT_MEMLOCK;
    struct rlimit limit;
    char address[128];
    shm_server *server;
    snprintf(address, sizeof address, "posix:/%s", channel_name("starved"));
    if (what == RLIMIT_NPROC || what == RLIMIT_MEMLOCK)
        become_somebody();
    REQUIRE(getrlimit(what, &limit) == 0);
    struct rlimit low = {what == RLIMIT_AS ? bytes_mapped() + value : value, limit.rlim_max};
    if (low.rlim_cur > limit.rlim_max)
        return 77;
    REQUIRE(setrlimit(what, &low) == 0);
    if (what == RLIMIT_MEMLOCK)
        REQUIRE(mlockall(MCL_FUTURE) == 0);

    const int status = shm_server_create(address, 64, NULL, &server);
    if (status != 0) {
        CHECK(is_refusal(status));
        CHECK_EQUAL(shm_waitset_create(NULL), status);
        CHECK(strstr(shm_last_error_string(), "ulimit") != NULL && shm_status_string(status)[0] != '\0');
        CHECK(shm_server_data(NULL, NULL) == NULL);
        if (what == RLIMIT_MEMLOCK)
            munlockall();
        REQUIRE(setrlimit(what, &(struct rlimit){limit.rlim_max, limit.rlim_max}) == 0);
        CHECK_EQUAL(shm_server_create(address, 64, NULL, &server), 0);
    }
    CHECK_EQUAL(shm_server_close(server), 0);
    return check_failures != 0 ? 1 : status != 0 ? 2 : 0;
}

int main(int count, char **argument)
{
    int succeeded = 0, refused = 0;
    for (int i = 2; i < count; i++) {
        const pid_t pid = fork();
        if (pid == 0)
            _exit(try(argument[1], strtoul(argument[i], NULL, 10)));
        int status;
        REQUIRE(waitpid(pid, &status, 0) == pid);
        const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        if (code == 77)
            continue; /* the hard limit does not allow it */
        succeeded += code == 0;
        refused += code == 2;
        if (code != 0 && code != 2) {
            fprintf(stderr, "%s limited to %s: status %x\n", argument[1], argument[i], (unsigned)status);
            check_failures++;
        }
    }
    printf("%s: %d succeeded, %d were refused\n", argument[1], succeeded, refused);
    return check_failures != 0;
}
