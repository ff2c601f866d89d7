/* Who may use a channel, by group and by owner; the other user is a real one. */
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "channels.h"

enum { NOBODY = 65534 }; /* nobody and nogroup, everywhere */

/* As nobody, and before this process calls the library: a channel of its own, and a look at one of root's. */
static void be_nobody(const char *own, const char *others, int told, int tell)
{
    char byte;
    shm_sender *sender;
    shm_receiver *receiver;
    const shm_channel_options open_to_all = {.struct_size = sizeof open_to_all, .mode = 0666};
    REQUIRE(setgroups(0, NULL) == 0 && setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
    REQUIRE(shm_topic_open_publisher(own, &open_to_all, NULL, &sender) == 0);
    REQUIRE(write(tell, "c", 1) == 1 && read(told, &byte, 1) == 1);
    CHECK_EQUAL(shm_topic_open_subscriber(others, NULL, &receiver), 0);
    CHECK_EQUAL(shm_receiver_close(receiver), 0);
    CHECK_EQUAL(shm_sender_close(sender), 0);
    exit(check_failures != 0);
}

static int subscribe(const char *name, const char *owners)
{
    const shm_endpoint_options options = {.struct_size = sizeof options, .owners = owners};
    shm_receiver *receiver;
    const int status = shm_topic_open_subscriber(name, &options, &receiver);
    if (status == 0)
        CHECK_EQUAL(shm_receiver_close(receiver), 0);
    return status;
}

int main(void)
{
    char byte, path[128];
    int there[2], back[2], status;
    struct stat file;
    shm_sender *sender;
    const char *own = strdup(channel_name("nobody")), *others = strdup(channel_name("root"));
    const shm_channel_options for_group = {.struct_size = sizeof for_group, .mode = 0660, .group = "nogroup"};
    if (geteuid() != 0) {
        fprintf(stderr, "needs root\n");
        return 77; /* skipped */
    }
    REQUIRE(pipe(there) == 0 && pipe(back) == 0);
    const pid_t pid = fork();
    if (pid == 0)
        be_nobody(own, others, there[0], back[1]);

    REQUIRE(read(back[0], &byte, 1) == 1);
    CHECK_REFUSED(subscribe(own, NULL), SHM_WRONG_OWNER, "belongs to nobody");
    CHECK_EQUAL(subscribe(own, "daemon,1"), SHM_WRONG_OWNER);
    CHECK_EQUAL(subscribe(own, "daemon, nobody"), 0);
    CHECK_EQUAL(subscribe(own, "65534"), 0);

    REQUIRE(shm_topic_open_publisher(others, &for_group, NULL, &sender) == 0);
    snprintf(path, sizeof path, "/dev/shm/%s", others);
    CHECK(stat(path, &file) == 0 && (file.st_mode & 07777) == 0660 && file.st_gid == NOBODY && file.st_uid == 0);
    REQUIRE(write(there[1], "g", 1) == 1 && waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK_EQUAL(shm_sender_close(sender), 0);
    return check_failures != 0;
}
