/* Primitives through the C calls: what they do, what they refuse, and what kill -9 leaves. */
#include "check.h"
#include <inttypes.h>
#include <pthread.h>
#include <shmnative.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    EVENT = 0,
    SEMAPHORE = 64,
    MUTEX = 128,
    VALUE = 192,
    START = 512,
    COUNTER = 2048,
    SIZE = 4096,
    THREADS = 4,
    ROUNDS = 5000
};

static const int64_t SECOND = 1000000000;
static shm_server *server;
static shm_segment *segment; /* the same, for primitives */

static void events(void)
{
    CHECK_EQUAL(shm_event_set(segment, EVENT), SHM_WRONG_KIND);
    CHECK_EQUAL(shm_event_init(segment, EVENT, 4), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_event_init(segment, EVENT, 0), 0);
    CHECK_EQUAL(shm_event_wait(segment, EVENT, 0), SHM_TIMEOUT);
    CHECK_EQUAL(shm_event_set(segment, EVENT), 0);
    CHECK_EQUAL(shm_event_wait(segment, EVENT, SHM_INFINITE), 0);
    CHECK_EQUAL(shm_event_wait(segment, EVENT, 1000000), SHM_TIMEOUT);
    CHECK_EQUAL(shm_event_wait(segment, EVENT, -2), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_event_init(segment, EVENT, SHM_EVENT_MANUAL | SHM_EVENT_INITIALLY_SET), 0);
    CHECK_EQUAL(shm_event_wait(segment, EVENT, 0), 0);
    CHECK_EQUAL(shm_event_reset(segment, EVENT), 0);
    CHECK_EQUAL(shm_event_wait(segment, EVENT, 0), SHM_TIMEOUT);
}

static void semaphores(void)
{
    CHECK_EQUAL(shm_semaphore_init(segment, SEMAPHORE, 3, 2), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_semaphore_init(segment, SEMAPHORE, 1, 2), 0);
    CHECK_EQUAL(shm_semaphore_wait(segment, SEMAPHORE, 0), 0);
    CHECK_EQUAL(shm_semaphore_wait(segment, SEMAPHORE, 0), SHM_TIMEOUT);
    CHECK_EQUAL(shm_semaphore_release(segment, SEMAPHORE, 2), 0);
    CHECK_EQUAL(shm_semaphore_release(segment, SEMAPHORE, UINT32_MAX), SHM_OVERFLOW);
    CHECK_EQUAL(shm_semaphore_count(segment, SEMAPHORE), 2);
    CHECK_EQUAL(shm_semaphore_init(segment, SEMAPHORE, 0, 0), 0);
}

static void values(void)
{
    struct point {
        double x, y;
    } point = {1, 2}, read = {0, 0};
    uint64_t version = 0;
    CHECK_EQUAL(shm_seqlock_size(sizeof point), 96);
    CHECK_EQUAL(shm_seqlock_size(0), 0);
    CHECK_EQUAL(shm_seqlock_init(segment, VALUE, 0), SHM_INVALID_SIZE);
    CHECK_EQUAL(shm_seqlock_init(segment, SIZE - 88, sizeof point), SHM_OUT_OF_BOUNDS);
    CHECK_EQUAL(shm_seqlock_init(segment, VALUE, sizeof point), 0);
    CHECK_EQUAL(shm_seqlock_read(segment, VALUE, &read, sizeof read, NULL, 0), SHM_TIMEOUT);
    CHECK_EQUAL(shm_seqlock_write(segment, VALUE, &point, sizeof point, 0), 0);
    CHECK_EQUAL(shm_seqlock_write(segment, VALUE, &point, 8, 0), SHM_TYPE_MISMATCH);
    CHECK_EQUAL(shm_seqlock_write(segment, VALUE, NULL, sizeof point, 0), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_seqlock_read(segment, VALUE, &read, sizeof read, &version, 0), 0);
    CHECK(read.x == 1 && read.y == 2 && version == 1);
    CHECK_EQUAL(shm_seqlock_read(segment, VALUE, &read, sizeof read, &version, 1000000), SHM_TIMEOUT);
}

static void refusals(const char *address)
{
    char text[256];
    shm_client *client;
    CHECK_EQUAL(shm_mutex_init(segment, 4), SHM_MISALIGNED);
    CHECK_EQUAL(shm_mutex_init(segment, SIZE - 8), SHM_OUT_OF_BOUNDS);
    CHECK_EQUAL(shm_mutex_init(segment, SIZE_MAX - 7), SHM_OUT_OF_BOUNDS);
    CHECK_EQUAL(shm_mutex_lock(segment, EVENT, 0), SHM_WRONG_KIND);
    CHECK(shm_last_error(text, sizeof text) > 0 && strstr(text, address) != NULL);
    CHECK_EQUAL(shm_mutex_lock(NULL, MUTEX, 0), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_mutex_lock((shm_segment *)(void *)text, MUTEX, 0), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_client_attach(address, 0, 0, &client), 0);
    shm_segment *const attached = SHM_SEGMENT(client);
    CHECK_EQUAL(shm_event_set(attached, EVENT), SHM_READ_ONLY);
    CHECK(shm_server_segment((shm_server *)(void *)client) == NULL);
    CHECK(strstr(shm_last_error_string(), "handle") != NULL);
    CHECK_EQUAL(shm_client_detach(client), 0);
    CHECK_EQUAL(shm_event_set(attached, EVENT), SHM_INVALID_HANDLE);
    CHECK(shm_client_segment(client) == NULL && shm_client_segment(NULL) == NULL);
}

/* Forked before the library was used: it attaches by itself, takes the mutex, says so, and is killed while it holds it.
 */
static void child(const char *address)
{
    shm_client *client;
    if (shm_client_attach(address, SHM_ATTACH_WRITABLE, 30 * SECOND, &client) != 0)
        _exit(1);
    shm_segment *const shared = shm_client_segment(client);
    while (shm_semaphore_wait(shared, START, SHM_INFINITE) == SHM_WRONG_KIND)
        usleep(1000);
    if (shm_mutex_lock(shared, MUTEX, SHM_INFINITE) != 0 || shm_event_set(shared, EVENT) != 0)
        _exit(2);
    pause();
}

static void dead_owner(pid_t pid)
{
    CHECK_EQUAL(shm_mutex_init(segment, MUTEX), 0);
    CHECK_EQUAL(shm_event_init(segment, EVENT, 0), 0);
    CHECK_EQUAL(shm_semaphore_init(segment, START, 1, 0), 0);
    CHECK_EQUAL(shm_event_wait(segment, EVENT, 60 * SECOND), 0);
    CHECK_EQUAL(shm_mutex_lock(segment, MUTEX, 20000000), SHM_TIMEOUT);
    CHECK_EQUAL(shm_mutex_unlock(segment, MUTEX), SHM_NOT_OWNER);
    CHECK_EQUAL(kill(pid, SIGKILL), 0);
    /* Not waited for yet: a zombie is dead too. */
    CHECK_EQUAL(shm_mutex_lock(segment, MUTEX, 60 * SECOND), SHM_OWNER_DIED);
    CHECK_EQUAL(shm_mutex_lock(segment, MUTEX, SHM_INFINITE), SHM_DEADLOCK);
    CHECK_EQUAL(shm_mutex_unlock(segment, MUTEX), 0);
    CHECK_EQUAL(shm_mutex_unlock(segment, MUTEX), SHM_NOT_OWNER);
    CHECK_EQUAL(shm_mutex_lock(segment, MUTEX, 0), 0);
    CHECK_EQUAL(shm_mutex_unlock(segment, MUTEX), 0);
    CHECK_EQUAL(waitpid(pid, NULL, 0), pid);
}

/* One handle, many threads. */
static void *count_up(void *unused)
{
    int64_t *counter = (int64_t *)((char *)shm_server_data(server, NULL) + COUNTER);
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        CHECK_EQUAL(shm_mutex_lock(segment, MUTEX, 60 * SECOND), 0);
        ++*counter;
        CHECK_EQUAL(shm_mutex_unlock(segment, MUTEX), 0);
    }
    return NULL;
}

static void threads(void)
{
    pthread_t thread[THREADS];
    int64_t counted = 0;
    for (int i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&thread[i], NULL, count_up, NULL) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    CHECK_EQUAL(shm_server_read(server, COUNTER, &counted, sizeof counted), 0);
    CHECK_EQUAL(counted, THREADS * ROUNDS);
}

int main(void)
{
    char address[64];
    snprintf(address, sizeof address, "posix:/shmnative-primitives-%" PRIdMAX, (intmax_t)getpid());
    const pid_t pid = fork();
    if (pid == 0)
        child(address);
    REQUIRE(shm_server_create(address, SIZE, NULL, &server) == 0);
    segment = shm_server_segment(server);
    events();
    semaphores();
    values();
    refusals(address);
    dead_owner(pid);
    threads();
    CHECK_EQUAL(shm_server_close(server), 0);
    return check_failures != 0;
}
