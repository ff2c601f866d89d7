/*
 * handles: as many as the library's heap has room for. The next one is refused with SHM_NOT_ENOUGH_MEMORY, what is open
 * works, and whoever closes some opens others.
 */
#include "channels.h"
#include <errno.h>

enum { MOST = 1 << 20 };

static shm_waitset *sets[MOST];
static shm_reader *readers[MOST];

static int open_sets(int count)
{
    int status = 0;
    while (count < MOST && (status = shm_waitset_create(&sets[count])) == 0)
        count++;
    CHECK_EQUAL(status, SHM_NOT_ENOUGH_MEMORY);
    CHECK(strstr(shm_last_error_string(), "close handles") != NULL);
    return count;
}

static void small_things(const char *address)
{
    shm_server *server;
    shm_waitset *set = sets[0];
    shm_ready ready;
    CHECK_EQUAL(shm_server_create(address, 64, NULL, &server), SHM_NOT_ENOUGH_MEMORY);
    CHECK_EQUAL(shm_segment_stat(address, &(shm_segment_info){.struct_size = sizeof(shm_segment_info)}), SHM_NOT_FOUND);
    CHECK_EQUAL(shm_waitset_wait(set, &ready, 1, 0), SHM_TIMEOUT);
    CHECK_EQUAL(shm_waitset_cancel(set), 0);
}

/* Observers hold mappings, too: where the kernel allows fewer of those, it is the one to refuse. */
static void observers(const char *name)
{
    shm_sender *sender;
    int count = 0, status;
    char byte;
    REQUIRE(shm_topic_open_publisher(name, &observable, NULL, &sender) == 0);
    while ((status = shm_topic_open_observer(name, NULL, &readers[count])) == 0)
        count++;
    CHECK(status == SHM_NOT_ENOUGH_MEMORY || status == -ENOMEM || status == -EMFILE);
    CHECK_EQUAL(shm_sender_send(sender, "x", 1, 0, 0), 0);
    CHECK_EQUAL(shm_reader_receive(readers[count - 1], &byte, 1, NULL, SECOND), 0);
    printf("%d observers\n", count);
    while (count > 0)
        CHECK_EQUAL(shm_reader_close(readers[--count]), 0);
    CHECK_EQUAL(shm_sender_close(sender), 0);
}

int main(int count, char **argument)
{
    const int is_full = count == 2 && strcmp(argument[1], "full") == 0; /* then nothing at all is sure to have room */
    char address[128];
    snprintf(address, sizeof address, "posix:/%s", channel_name("handles"));
    const int first = open_sets(0);
    if (!is_full)
        small_things(address);
    for (int i = first / 2; i < first; i++)
        CHECK_EQUAL(shm_waitset_close(sets[i]), 0);
    const int second = open_sets(first / 2);
    CHECK(second > first * 3 / 4);
    printf("%d wait sets, then %d\n", first, second);
    for (int i = 0; i < second; i++)
        CHECK_EQUAL(shm_waitset_close(sets[i]), 0);
    observers(channel_name("observed"));
    return check_failures != 0;
}
