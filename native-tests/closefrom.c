/* A host that closes every descriptor, as daemons do, and then opens files of its own under the same numbers: the
 * library still learns of deaths, the last close takes the name away, and the host's files are as they were. Called
 * with a role and a name, it is the peer. */
#include "channels.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/eventfd.h>

enum { FILES = 24, FIRST = 3 };

/* Takes a message, says so by stopping, and is killed. */
static int hold(const char *name)
{
    shm_receiver *consumer;
    shm_message message;
    REQUIRE(shm_queue_open_consumer(name, NULL, &consumer) == 0);
    REQUIRE(shm_receiver_take(consumer, &message, SHM_INFINITE) == 0);
    raise(SIGSTOP);
    return 1;
}

static int publish(const char *name)
{
    shm_sender *publisher;
    REQUIRE(shm_topic_open_publisher(name, &observable, NULL, &publisher) == 0);
    raise(SIGSTOP);
    return 1;
}

static pid_t start_and_wait(const char *program, const char *role, const char *name)
{
    int status;
    const pid_t child = start(program, role, name);
    REQUIRE(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
    return child;
}

static void kill_and_wait(pid_t child)
{
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

/* ---- the host's own files: one file under each second number, a counter under the others */

static char files_path[96];
static int files[FILES];

static void take_numbers(void)
{
    const char bytes[] = "the host's";
    snprintf(files_path, sizeof files_path, "/tmp/shmnative-host-%jd", (intmax_t)getpid());
    for (int i = 0; i < FILES; i++) {
        files[i] = i % 2 == 0 ? open(files_path, O_RDWR | O_CREAT, 0600) : eventfd(7, EFD_NONBLOCK);
        REQUIRE(files[i] >= FIRST);
        if (i == 0)
            REQUIRE(write(files[i], bytes, sizeof bytes) == sizeof bytes && lseek(files[i], 0, SEEK_SET) == 0);
    }
}

static void check_numbers(void)
{
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    for (int i = 0; i < FILES; i++) {
        CHECK(fcntl(files[i], F_GETFD) >= 0);
        if (i % 2 == 0) {
            CHECK_EQUAL(lseek(files[i], 0, SEEK_CUR), 0);
        } else {
            uint64_t count = 0;
            CHECK(read(files[i], &count, sizeof count) == sizeof count && count == 7);
        }
        close(files[i]);
    }
    const int file = open(files_path, O_RDWR);
    CHECK(file >= 0 && fcntl(file, F_OFD_GETLK, &all) == 0 && all.l_type == F_UNLCK);
    CHECK_EQUAL(lseek(file, 0, SEEK_END), sizeof "the host's");
    close(file);
    unlink(files_path);
}

/* ---- */

/* Waits until the library's threads sleep: the runtime reads files of its own while a thread starts, and nothing mends
 * a file that is closed in the middle of that. */
static void settle(void)
{
    for (int quiet = 0; quiet < 20; usleep(5000)) {
        char path[300], state = 'S';
        DIR *tasks = opendir("/proc/self/task");
        REQUIRE(tasks != NULL);
        for (struct dirent *task; (task = readdir(tasks)) != NULL;) {
            if (task->d_name[0] == '.' || atoi(task->d_name) == getpid())
                continue;
            snprintf(path, sizeof path, "/proc/self/task/%s/stat", task->d_name);
            FILE *file = fopen(path, "r");
            if (file == NULL || fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
                state = '?';
            if (file != NULL)
                fclose(file);
            if (state != 'S')
                break;
        }
        closedir(tasks);
        quiet = state == 'S' ? quiet + 1 : 0;
    }
}

/* The kernel's word on a consumer that took a message and was killed, and then on the last producer. */
static void queue(const char *program, const char *address, bool reused)
{
    const shm_channel_options small = {.struct_size = sizeof small, .slots = 4, .capacity = 64};
    shm_sender *producer;
    shm_receiver *consumer;
    shm_message message;
    REQUIRE(shm_queue_open_producer(address, &small, NULL, &producer) == 0);
    REQUIRE(shm_queue_open_consumer(address, NULL, &consumer) == 0);
    CHECK_EQUAL(shm_sender_send(producer, "a", 1, 1, 0), 0);
    const pid_t child = start_and_wait(program, "hold", address);
    settle();
    closefrom(FIRST);
    if (reused)
        take_numbers();
    CHECK_EQUAL(shm_receiver_take(consumer, &message, SECOND / 10), SHM_TIMEOUT); /* stopped is alive */
    kill_and_wait(child);
    CHECK_EQUAL(shm_receiver_take(consumer, &message, SHM_INFINITE), 0);
    CHECK(message.flags == SHM_MESSAGE_REDELIVERED && message.tag == 1);
    CHECK_EQUAL(shm_receiver_release(consumer), 0);
    CHECK_EQUAL(shm_sender_close(producer), 0);
    CHECK_EQUAL(shm_receiver_take(consumer, &message, SHM_INFINITE), SHM_NO_PEER);
    CHECK_EQUAL(shm_receiver_close(consumer), 0);
    if (reused)
        check_numbers();
    CHECK_EQUAL(shm_queue_open_consumer(address, NULL, &consumer), SHM_NOT_FOUND);
}

/* A topic whose locks are on a file of their own, a wait without end, and a descriptor that was polled. */
static void topic(const char *program, const char *address, bool reused)
{
    shm_receiver *subscriber;
    shm_message message;
    const pid_t child = start_and_wait(program, "publish", address);
    REQUIRE(shm_topic_open_subscriber(address, NULL, &subscriber) == 0);
    struct pollfd polled = {.fd = shm_receiver_poll_fd(subscriber), .events = POLLIN};
    CHECK_EQUAL(shm_receiver_take(subscriber, &message, 0), SHM_EMPTY);
    CHECK_EQUAL(poll(&polled, 1, 0), 0);
    settle();
    closefrom(FIRST);
    if (reused)
        take_numbers();
    kill_and_wait(child);
    CHECK_EQUAL(shm_receiver_take(subscriber, &message, SHM_INFINITE), SHM_NO_PEER);
    int status; /* a descriptor was asked for: the poller's thread notices too, within a slice */
    while ((status = shm_receiver_take(subscriber, &message, 0)) == SHM_EMPTY)
        usleep(1000);
    CHECK_EQUAL(status, SHM_NO_PEER);
    CHECK_EQUAL(shm_receiver_close(subscriber), 0);
    if (reused)
        check_numbers();
    CHECK_EQUAL(shm_topic_open_subscriber(address, NULL, &subscriber), SHM_NOT_FOUND);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "hold") == 0)
        return hold(argv[2]);
    if (argc == 3 && strcmp(argv[1], "publish") == 0)
        return publish(argv[2]);
    REQUIRE(argc == 2);
    char address[128];
    if (strcmp(argv[1], "sysv") == 0)
        snprintf(address, sizeof address, "sysv:0x%x", 0x5e700000u | ((unsigned)getpid() & 0xfffffu));
    else
        snprintf(address, sizeof address, "%s%s", strcmp(argv[1], "file") == 0 ? "file:/tmp/" : "posix:/",
                 channel_name("closefrom"));
    for (int reused = 0; reused < 2; reused++) {
        queue(argv[0], address, reused == 1);
        topic(argv[0], address, reused == 1);
    }
    return check_failures != 0;
}
