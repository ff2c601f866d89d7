/*
 * The calls that move messages make no system call, but that an end asks now and then whether its channel was
 * removed (statx, lseek; RemovalWatch says how often): a filter of the kernel counts every other one that this thread
 * makes between the first message and the last.
 */
#include "channels.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum { ROUNDS = 10000, BATCH = 4 };

static volatile sig_atomic_t calls, last;

static void count_call(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    calls++;
    last = info->si_syscall;
}

/* From here on each system call of this thread raises SIGSYS, and is not made; but it may return from a handler, and
 * end. */
static void count_calls(void)
{
    struct sock_filter instructions[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigreturn, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_statx, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_lseek, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {sizeof instructions / sizeof *instructions, instructions};
    REQUIRE(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    REQUIRE(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

static shm_sender *publisher, *producer, *writer;
static shm_receiver *subscriber, *consumer;
static shm_reader *lossy, *reader;

static int pass(uint32_t number)
{
    static uint64_t payload[BATCH][8], received[BATCH][8];
    shm_message message[BATCH];
    void *slot;
    int failures = 0;
    payload[0][0] = number;
    failures += shm_sender_send(publisher, payload, sizeof *payload, number, 0) != 0;
    failures += shm_receiver_take(subscriber, message, SHM_INFINITE) != 0 || message->tag != number;
    failures += shm_receiver_release(subscriber) != 0;
    failures += shm_reader_receive(lossy, received, sizeof *received, message, 0) != 0 || received[0][0] != number;
    failures += shm_sender_claim(producer, &slot, NULL, SHM_INFINITE) != 0;
    memcpy(slot, payload, sizeof *payload);
    failures += shm_sender_commit(producer, sizeof *payload, number) != 0;
    failures += shm_receiver_receive(consumer, received, sizeof *received, NULL, 0) != 0 || received[0][0] != number;
    failures += shm_sender_send_many(producer, payload, sizeof *payload, BATCH, 0) != BATCH;
    failures += shm_receiver_receive_many(consumer, received, sizeof *received, message, BATCH, 0) != BATCH;
    failures += shm_sender_send(writer, payload, sizeof *payload, number, 0) != 0;
    failures += shm_reader_get(reader, received, sizeof *received, message) != 0 || message->tag != number;
    return failures;
}

static int failures;

static void *work(void *argument)
{
    failures += pass(0); /* the first call of a thread makes it known to the runtime */
    count_calls();
    getpid();
    failures += calls != 1; /* the filter works */
    for (uint32_t i = 1; i <= ROUNDS; i++)
        failures += pass(i);
    syscall(SYS_exit, 0); /* at once: a thread that returns makes system calls */
    return argument;
}

int main(void)
{
    char name[3][128];
    const char *const test[] = {"hot-topic", "hot-queue", "hot-value"};
    const struct sigaction action = {.sa_sigaction = count_call, .sa_flags = SA_SIGINFO};
    pthread_t thread;
    REQUIRE(sigaction(SIGSYS, &action, NULL) == 0);
    for (int i = 0; i < 3; i++)
        snprintf(name[i], sizeof name[i], "%s", channel_name(test[i]));
    REQUIRE(shm_topic_open_publisher(name[0], &observable, NULL, &publisher) == 0);
    REQUIRE(shm_topic_open_subscriber(name[0], NULL, &subscriber) == 0 &&
            shm_topic_open_lossy_subscriber(name[0], NULL, &lossy) == 0);
    REQUIRE(shm_queue_open_producer(name[1], NULL, NULL, &producer) == 0 &&
            shm_queue_open_consumer(name[1], NULL, &consumer) == 0);
    REQUIRE(shm_value_open_writer(name[2], NULL, NULL, &writer) == 0 &&
            shm_value_open_reader(name[2], NULL, &reader) == 0);
    REQUIRE(pthread_create(&thread, NULL, work, NULL) == 0);
    pthread_join(thread, NULL);
    CHECK_EQUAL(failures, 0);
    if (calls != 1)
        CHECK_EQUAL(last, -1); /* the number of the system call that was made */
    CHECK_EQUAL(shm_reader_close(reader) | shm_sender_close(writer) | shm_reader_close(lossy), 0);
    CHECK_EQUAL(shm_receiver_close(subscriber) | shm_receiver_close(consumer), 0);
    CHECK_EQUAL(shm_sender_close(publisher) | shm_sender_close(producer), 0);
    return check_failures != 0;
}
