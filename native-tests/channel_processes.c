/* Channels between processes: a stream, a consumer that is killed, a forked child. Called with a role and a name, it is
 * the other process. */
#include "channels.h"
#include <signal.h>

enum { MESSAGES = 20000, LARGE = 100000 };

/* Sends numbers in messages of growing size, in each of the ways, and says that nothing more comes. */
static int produce(const char *name)
{
    const shm_endpoint_options patient = {.struct_size = sizeof patient, .flags = SHM_ENDPOINT_WAIT_FOR_PEER};
    shm_sender *producer;
    REQUIRE(shm_queue_open_producer(name, NULL, &patient, &producer) == 0);
    for (uint32_t i = 0; i < MESSAGES; i++) {
        uint32_t payload[16] = {i};
        const size_t length = sizeof *payload * (1 + i % 16);
        void *slot;
        if (i % 3 == 0) {
            CHECK_EQUAL(shm_sender_claim(producer, &slot, NULL, SHM_INFINITE), 0);
            memcpy(slot, payload, length);
            CHECK_EQUAL(shm_sender_commit(producer, length, i), 0);
        } else {
            CHECK_EQUAL(shm_sender_send(producer, payload, length, i, SHM_INFINITE), 0);
        }
    }
    CHECK_EQUAL(shm_sender_end(producer), 0);
    CHECK_EQUAL(shm_sender_close(producer), 0);
    return check_failures != 0;
}

static void queue_across_processes(const char *program)
{
    const char *name = channel_name("processes");
    const shm_channel_options small = {.struct_size = sizeof small, .slots = 16, .capacity = 64};
    const shm_endpoint_options creates = {
        .struct_size = sizeof creates, .flags = SHM_ENDPOINT_WAIT_FOR_PEER, .creation = &small};
    shm_receiver *consumer;
    shm_message message[8];
    uint32_t expected = 0;
    int count;
    REQUIRE(shm_queue_open_consumer(name, &creates, &consumer) == 0);
    const pid_t child = start(program, "produce", name);
    while ((count = shm_receiver_take_many(consumer, message, 8, 60 * SECOND)) > 0) {
        for (int i = 0; i < count; i++, expected++) {
            uint32_t number;
            memcpy(&number, message[i].data, sizeof number);
            if (number != expected || message[i].tag != expected ||
                message[i].length != sizeof number * (1 + expected % 16))
                CHECK_EQUAL(number, expected);
        }
        CHECK_EQUAL(shm_receiver_release_many(consumer, (size_t)count), 0);
    }
    CHECK_EQUAL(count, SHM_CLOSED);
    CHECK_EQUAL(expected, MESSAGES);
    wait_for(child);
    CHECK_EQUAL(shm_receiver_close(consumer), 0);
}

/* Takes a message, says so, and waits to be killed. */
static int hold(const char *name)
{
    shm_receiver *consumer;
    shm_message message;
    REQUIRE(shm_queue_open_consumer(name, NULL, &consumer) == 0);
    REQUIRE(shm_receiver_take(consumer, &message, SHM_INFINITE) == 0 && message.tag == 1 && message.flags == 0);
    raise(SIGSTOP);
    return 1;
}

/* What a killed consumer had taken comes back, marked; whole, whatever its size. */
static void redelivery(const char *program)
{
    const char *name = channel_name("redelivery");
    const shm_channel_options large = {.struct_size = sizeof large, .slots = 2, .capacity = LARGE};
    shm_sender *producer;
    shm_receiver *consumer;
    shm_message message;
    shm_channel_info info = {.struct_size = sizeof info};
    static char payload[LARGE];
    int status;
    memset(payload, 'r', sizeof payload);
    REQUIRE(shm_queue_open_producer(name, &large, NULL, &producer) == 0);
    CHECK_EQUAL(shm_sender_send(producer, payload, sizeof payload, 1, 0), 0);
    const pid_t child = start(program, "hold", name);
    REQUIRE(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    REQUIRE(shm_queue_open_consumer(name, NULL, &consumer) == 0);
    CHECK_EQUAL(shm_receiver_take(consumer, &message, SHM_INFINITE), 0);
    CHECK(message.flags == SHM_MESSAGE_REDELIVERED && message.tag == 1 && message.length == LARGE);
    CHECK(memcmp(message.data, payload, LARGE) == 0);
    CHECK_EQUAL(shm_receiver_release(consumer), 0);
    CHECK_EQUAL(shm_receiver_info(consumer, &info), 0);
    CHECK(info.redelivered == 1 && info.dropped == 0 && info.taken == 1);
    CHECK_EQUAL(shm_receiver_close(consumer) | shm_sender_close(producer), 0);
}

/* A forked child has the numbers of its parent's handles, and can do nothing with them. */
static void forked_child(void)
{
    const char *name = channel_name("fork");
    shm_channel_info info = {.struct_size = sizeof info};
    shm_sender *publisher;
    shm_receiver *subscriber;
    shm_reader *observer;
    shm_message message;
    uint64_t lost;
    void *slot;
    char byte;
    REQUIRE(shm_topic_open_publisher(name, &observable, NULL, &publisher) == 0);
    REQUIRE(shm_topic_open_subscriber(name, NULL, &subscriber) == 0 &&
            shm_topic_open_observer(name, NULL, &observer) == 0);
    const pid_t child = fork();
    if (child == 0) {
        CHECK_EQUAL(shm_sender_send(publisher, "x", 1, 0, 0), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_sender_send(publisher, "x", 1, 0, SHM_INFINITE), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_sender_send_many(publisher, "x", 1, 1, 0), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_sender_claim(publisher, &slot, NULL, 0), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_sender_commit(publisher, 1, 0), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_sender_abort(publisher), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_sender_end(publisher), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_sender_cancel(publisher), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_sender_info(publisher, &info), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_receiver_take(subscriber, &message, 0), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_receiver_take_many(subscriber, &message, 1, 0), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_receiver_receive(subscriber, &byte, 1, NULL, 0), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_receiver_release(subscriber), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_receiver_cancel(subscriber), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_receiver_info(subscriber, &info), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_reader_receive(observer, &byte, 1, NULL, 0), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_reader_lost(observer, &lost), SHM_FORKED_CHILD);
        CHECK_REFUSED(shm_reader_info(observer, &info), SHM_FORKED_CHILD, "exec a program");
        CHECK_EQUAL(shm_sender_close(publisher), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_receiver_close(subscriber), SHM_FORKED_CHILD);
        CHECK_EQUAL(shm_reader_close(observer), SHM_FORKED_CHILD);
        _exit(check_failures != 0);
    }
    wait_for(child);
    CHECK_EQUAL(shm_sender_send(publisher, "p", 1, 0, 0), 0); /* the child closed nothing of the parent's */
    CHECK_EQUAL(shm_receiver_receive(subscriber, &byte, 1, NULL, 0), 0);
    CHECK_EQUAL(shm_channel_stat(name, &info), 0);
    CHECK(info.senders == 1 && info.receivers == 1);
    CHECK_EQUAL(shm_reader_close(observer) | shm_receiver_close(subscriber) | shm_sender_close(publisher), 0);
}

int main(int count, char **argument)
{
    if (count == 3)
        return (strcmp(argument[1], "hold") == 0 ? hold : produce)(argument[2]);
    queue_across_processes(argument[0]);
    redelivery(argument[0]);
    forked_child();
    return check_failures != 0;
}
