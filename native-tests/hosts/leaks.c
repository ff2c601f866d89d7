/*
 * leaks [open]: built with -fsanitize=address. It uses the library from two threads, with a descriptor, which starts
 * the poller; and closes what it opened, or leaves it open.
 */
#include "channels.h"
#include <pthread.h>

static int stays_open;

static void *use(void *name)
{
    shm_sender *sender;
    shm_waitset *set;
    CHECK_EQUAL(shm_queue_open_producer(name, NULL, NULL, &sender), 0);
    CHECK_EQUAL(shm_waitset_create(&set), 0);
    CHECK(shm_sender_poll_fd(sender) >= 0);
    CHECK_EQUAL(shm_queue_remove("nonsense:x"), SHM_INVALID_ADDRESS);
    CHECK_EQUAL(shm_sender_close(sender), 0);
    if (!stays_open)
        CHECK_EQUAL(shm_waitset_close(set), 0);
    return NULL;
}

int main(int count, char **argument)
{
    pthread_t thread;
    char name[128];
    stays_open = count == 2 && strcmp(argument[1], "open") == 0;
    snprintf(name, sizeof name, "%s", channel_name("leaks"));
    use(name);
    REQUIRE(pthread_create(&thread, NULL, use, name) == 0);
    pthread_join(thread, NULL);
    return check_failures != 0;
}
