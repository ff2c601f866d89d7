/*
 * forks: a host whose threads use the library without a pause forks children that use it, too. A fork copies the
 * runtime's locks as they are; no child may come near them. Each child ends at once, with what it found.
 */
#include "channels.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>

enum { THREADS = 3, CHILDREN = 150 };

static int stopped;
static shm_server *server;
static shm_sender *sender;
static shm_waitset *set;
static const char *program;

/* Opens, closes, is refused: allocations, collections and locks all the time. */
static void *busy(void *number)
{
    char address[128];
    snprintf(address, sizeof address, "posix:/%s-%d", channel_name("busy"), *(int *)number);
    while (!__atomic_load_n(&stopped, __ATOMIC_RELAXED)) {
        shm_server *mine;
        shm_waitset *waits;
        CHECK_EQUAL(shm_server_create(address, 64, NULL, &mine), 0);
        CHECK_EQUAL(shm_server_close(mine), 0);
        CHECK_EQUAL(shm_client_attach("posix:/no/such", 0, 0, NULL), SHM_INVALID_ARGUMENT);
        CHECK_EQUAL(shm_waitset_create(&waits), 0);
        CHECK_EQUAL(shm_waitset_close(waits), 0);
    }
    return NULL;
}

static int child(void)
{
    char text[256];
    shm_server *another = server;
    shm_waitset *waits;
    shm_ready ready;
    size_t size = 4711;
    CHECK_EQUAL(shm_version(), SHM_VERSION);
    CHECK_EQUAL(shm_server_put_int32(server, 0, 1), SHM_FORKED_CHILD);
    CHECK(shm_last_error(text, sizeof text) == strlen(text) && strstr(text, "exec") != NULL);
    CHECK(shm_last_error(text, 8) > 8 && strlen(text) == 7);
    CHECK(shm_last_error(NULL, 0) > 8);
    CHECK(strstr(shm_status_string(SHM_FORKED_CHILD), "fork") != NULL);
    CHECK(strcmp(shm_status_string(-ENOMEM), strerror(ENOMEM)) == 0);
    CHECK(shm_server_data(server, &size) == NULL && size == 0);
    CHECK(shm_client_data(NULL, NULL) == NULL);
    CHECK_EQUAL(shm_seqlock_size(8), 0);
    CHECK_EQUAL(shm_server_create("posix:/a-child-has-none", 64, NULL, &another), SHM_FORKED_CHILD);
    CHECK(another == NULL);
    CHECK_EQUAL(shm_sender_send(sender, "x", 1, 0, SHM_INFINITE), SHM_FORKED_CHILD);
    CHECK_EQUAL(shm_sender_cancel(sender), SHM_FORKED_CHILD);
    CHECK_EQUAL(shm_waitset_create(&waits), SHM_FORKED_CHILD);
    CHECK_EQUAL(shm_waitset_wait(set, &ready, 1, SHM_INFINITE), SHM_FORKED_CHILD);
    CHECK_EQUAL(shm_waitset_close(set), SHM_FORKED_CHILD);
    CHECK_EQUAL(shm_sender_close(sender), SHM_FORKED_CHILD);
    CHECK_EQUAL(shm_server_close(server), SHM_FORKED_CHILD);
    return check_failures != 0;
}

/* A child that hangs is killed by its alarm. */
static void look_after(pid_t pid)
{
    int status = -1;
    REQUIRE(pid > 0 && waitpid(pid, &status, 0) == pid);
    CHECK_EQUAL(status, 0);
}

static void by_fork(int number)
{
    const pid_t pid = fork();
    if (pid != 0) {
        look_after(pid);
        return;
    }
    alarm(60);
    if (number % 10 == 0) { /* a child of the child is no better off */
        const pid_t grandchild = fork();
        if (grandchild == 0)
            _exit(child());
        look_after(grandchild);
    }
    if (number % 10 == 1)
        execl(program, program, "fresh", (char *)NULL);
    if (number % 2 == 0)
        exit(child()); /* with all that runs at exit */
    _exit(child());
}

/* As sandboxes do: the C library does not know of this child. */
static void by_clone(void)
{
    const pid_t pid = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid == 0) {
        alarm(60);
        _exit(child());
    }
    look_after(pid);
}

static void *fork_here(void *number)
{
    by_fork(*(int *)number);
    return NULL;
}

/* What a process does that has nobody's locks: a child of a host in which nothing was called yet, or a new program. */
static int fresh(void)
{
    char address[128];
    shm_server *mine;
    snprintf(address, sizeof address, "posix:/%s", channel_name("fresh"));
    CHECK_EQUAL(shm_server_create(address, 64, NULL, &mine), 0);
    CHECK_EQUAL(shm_server_close(mine), 0);
    return check_failures != 0;
}

int main(int count, char **argument)
{
    pthread_t thread[THREADS], other;
    int number[THREADS] = {0, 1, 2};
    char address[128];
    const char *how = count == 2 ? argument[1] : "";
    if (strcmp(how, "fresh") == 0)
        return fresh();
    program = argument[0];
    REQUIRE(shm_version() == SHM_VERSION); /* starts nothing */
    const pid_t early = fork();
    if (early == 0)
        _exit(fresh());
    look_after(early);

    snprintf(address, sizeof address, "posix:/%s", channel_name("forks"));
    REQUIRE(shm_server_create(address, 64, NULL, &server) == 0 && shm_waitset_create(&set) == 0);
    REQUIRE(shm_queue_open_producer(channel_name("forks-queue"), NULL, NULL, &sender) == 0);
    for (int i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&thread[i], NULL, busy, &number[i]) == 0);
    for (int i = 0; i < CHILDREN; i++) {
        by_fork(i);
        if (i % 5 == 0) {
            if (strcmp(how, "only-fork") != 0)
                by_clone();
            REQUIRE(pthread_create(&other, NULL, fork_here, &i) == 0);
            pthread_join(other, NULL);
        }
    }
    __atomic_store_n(&stopped, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    CHECK_EQUAL(shm_sender_close(sender) | shm_waitset_close(set) | shm_server_close(server), 0);
    return check_failures != 0;
}
