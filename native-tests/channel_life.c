/* Around the messages of channels: cancelling, types, what is known of a channel, removing one. */
#include "channels.h"
#include <pthread.h>

static void *cancel_receiver(void *receiver)
{
    usleep(20000);
    return (void *)(intptr_t)shm_receiver_cancel(receiver);
}

static void cancelling(void)
{
    const char *name = channel_name("cancel");
    shm_sender *publisher;
    shm_receiver *subscriber;
    shm_reader *observer;
    shm_message message;
    pthread_t thread;
    void *result;
    char byte;
    REQUIRE(shm_topic_open_publisher(name, &observable, NULL, &publisher) == 0);
    REQUIRE(shm_topic_open_subscriber(name, NULL, &subscriber) == 0 &&
            shm_topic_open_observer(name, NULL, &observer) == 0);
    REQUIRE(pthread_create(&thread, NULL, cancel_receiver, subscriber) == 0);
    CHECK_EQUAL(shm_receiver_take(subscriber, &message, SHM_INFINITE), SHM_CANCELLED);
    pthread_join(thread, &result);
    CHECK_EQUAL((intptr_t)result, 0);
    CHECK_EQUAL(shm_reader_cancel(observer), 0); /* the next wait, as there is none now */
    CHECK_EQUAL(shm_reader_receive(observer, &byte, 1, NULL, SHM_INFINITE), SHM_CANCELLED);
    CHECK_EQUAL(shm_sender_send_many(publisher, "abcdefgh", 1, 8, 0), 8);
    CHECK_EQUAL(shm_sender_cancel(publisher), 0);
    CHECK_EQUAL(shm_sender_send(publisher, "i", 1, 0, SHM_INFINITE), SHM_CANCELLED);
    CHECK_EQUAL(shm_reader_close(observer) | shm_receiver_close(subscriber), 0);
    CHECK_REFUSED(shm_receiver_cancel(subscriber), SHM_INVALID_HANDLE, "invalid handle");
    CHECK_EQUAL(shm_sender_close(publisher), 0);
}

static void *cancel_until_closed(void *sender)
{
    int status;
    while ((status = shm_sender_cancel(sender)) == 0)
        ;
    return (void *)(intptr_t)status;
}

/* Cancelling and closing at once: the one who cancels sees the handle, or that it is gone. */
static void cancel_against_close(void)
{
    const char *name = channel_name("cancel-close");
    for (int round = 0; round < 50; round++) {
        shm_sender *writer;
        pthread_t thread;
        void *result;
        REQUIRE(shm_value_open_writer(name, NULL, NULL, &writer) == 0);
        REQUIRE(pthread_create(&thread, NULL, cancel_until_closed, writer) == 0);
        if (round % 2)
            usleep(100);
        CHECK_EQUAL(shm_sender_close(writer), 0);
        pthread_join(thread, &result);
        CHECK_EQUAL((intptr_t)result, SHM_INVALID_HANDLE);
    }
}

static void types(void)
{
    const char *name = channel_name("types");
    shm_field fields[2], found[3];
    REQUIRE(shm_fields_parse("int, double", SHM_PLACE_NATURAL, fields, 2) == 2);
    shm_type quote = {.struct_size = sizeof quote, .name = "quote", .size = 16, .fields = fields, .field_count = 2};
    shm_type other = {.struct_size = sizeof other, .name = "trade", .size = 16};
    const shm_endpoint_options typed = {.struct_size = sizeof typed, .type = &quote};
    const shm_endpoint_options mistyped = {.struct_size = sizeof mistyped, .type = &other};
    shm_sender *publisher;
    shm_receiver *subscriber;
    shm_channel_info info = {.struct_size = sizeof info};
    REQUIRE(shm_topic_open_publisher(name, NULL, &typed, &publisher) == 0);
    CHECK_REFUSED(shm_topic_open_subscriber(name, &mistyped, &subscriber), SHM_TYPE_MISMATCH, "'quote' of 16 bytes");
    CHECK(strstr(shm_last_error_string(), "'trade' of 16 bytes") != NULL);
    other.name = "quote";
    CHECK_EQUAL(shm_topic_open_subscriber(name, &mistyped, &subscriber), 0); /* without fields of its own */
    CHECK_EQUAL(shm_receiver_close(subscriber), 0);
    other.size = 24;
    CHECK_REFUSED(shm_topic_open_subscriber(name, &mistyped, &subscriber), SHM_TYPE_MISMATCH, "24 bytes");
    CHECK_EQUAL(shm_topic_open_subscriber(name, NULL, &subscriber), 0); /* bytes fit every channel */

    CHECK_EQUAL(shm_receiver_info(subscriber, &info), 0);
    CHECK(strcmp(info.type_name, "quote") == 0 && info.type_size == 16 && info.capacity == 16 && info.field_count == 2);
    CHECK_EQUAL(shm_channel_fields(name, found, 3), 2);
    CHECK(memcmp(found, fields, sizeof fields) == 0);
    CHECK_EQUAL(shm_channel_fields(name, NULL, 0), 2);
    CHECK_EQUAL(shm_receiver_close(subscriber) | shm_sender_close(publisher), 0);
}

static void information(void)
{
    const char *name = channel_name("info");
    const shm_endpoint_options named = {.struct_size = sizeof named, .name = "slow one"};
    shm_channel_info info = {.struct_size = sizeof info};
    shm_participant_info participant[4];
    shm_sender *publisher;
    shm_receiver *subscriber;
    shm_reader *observer;
    CHECK_REFUSED(shm_channel_stat(name, &info), SHM_NOT_FOUND, name);
    REQUIRE(shm_topic_open_publisher(name, &observable, NULL, &publisher) == 0);
    REQUIRE(shm_topic_open_subscriber(name, &named, &subscriber) == 0 &&
            shm_topic_open_observer(name, NULL, &observer) == 0);
    CHECK_EQUAL(shm_sender_send_many(publisher, "abc", 1, 3, 0), 3);
    CHECK_EQUAL(shm_channel_stat(name, &info), 0);
    CHECK(info.struct_size == sizeof info && info.kind == SHM_KIND_TOPIC && info.flags == SHM_CHANNEL_OBSERVABLE);
    CHECK(info.state == SHM_STATE_READY && !info.closed && info.slots == 8 && info.history == 4 &&
          info.capacity == 1008);
    CHECK(info.senders == 1 && info.receivers == 1 && info.dead == 0 && info.participants == 64);
    CHECK(info.sent == 3 && info.taken == 0 && info.lost == 0 && info.recoveries == 0);
    CHECK(info.creator_pid == getpid() && info.creator_uid == geteuid() && info.creation_time > 0);
    CHECK(info.type_name[0] == '\0' && info.type_size == 0 && info.size > 8 * 1024);
    CHECK_EQUAL(shm_channel_participants(name, participant, 4), 2);
    CHECK(participant[0].role == SHM_ROLE_SENDER && participant[0].alive == 1 && participant[0].name[0] == '\0');
    CHECK(participant[1].role == SHM_ROLE_RECEIVER && participant[1].alive == 1 && participant[1].behind == 3);
    CHECK(participant[1].pid == getpid() && strcmp(participant[1].name, "slow one") == 0);
    CHECK_EQUAL(shm_channel_participants(name, NULL, 0), 2);
    CHECK_EQUAL(shm_channel_fields(name, NULL, 0), 0);

    CHECK_EQUAL(shm_reader_info(observer, &info), 0);
    CHECK(info.senders == -1 && info.receivers == -1 && info.sent == 3); /* an observer may not ask the locks */
    info.struct_size = 16;                                               /* an older caller's */
    info.closed = 77;
    CHECK_EQUAL(shm_sender_end(publisher), 0);
    CHECK_EQUAL(shm_sender_info(publisher, &info), 0);
    CHECK(info.struct_size == 16 && info.closed == 77);
    CHECK_EQUAL(shm_reader_close(observer) | shm_receiver_close(subscriber) | shm_sender_close(publisher), 0);
    CHECK_EQUAL(shm_channel_stat(name, &info), SHM_NOT_FOUND);
}

static void removing(void)
{
    const char *name = channel_name("remove");
    const shm_channel_options kept = {.struct_size = sizeof kept, .flags = SHM_CHANNEL_PERSISTENT, .slots = 2};
    shm_sender *producer;
    shm_receiver *consumer;
    char byte = 0;
    REQUIRE(shm_queue_open_producer(name, &kept, NULL, &producer) == 0);
    CHECK_EQUAL(shm_sender_send(producer, "k", 1, 0, 0), 0);
    CHECK_EQUAL(shm_sender_close(producer), 0);
    REQUIRE(shm_queue_open_consumer(name, NULL, &consumer) == 0); /* it is still there, and so is the message */
    CHECK_EQUAL(shm_receiver_receive(consumer, &byte, 1, NULL, 0), 0);
    CHECK_EQUAL(byte, 'k');
    CHECK_REFUSED(shm_topic_remove(name), SHM_WRONG_KIND, name);
    CHECK_REFUSED(shm_value_remove(name), SHM_WRONG_KIND, name);
    CHECK_EQUAL(shm_queue_remove(name), 0);
    CHECK_REFUSED(shm_queue_remove(name), SHM_NOT_FOUND, name);
    CHECK_REFUSED(shm_receiver_receive(consumer, &byte, 1, NULL, SHM_INFINITE), SHM_RETIRED, "open it again");
    CHECK_EQUAL(shm_receiver_close(consumer), 0);
}

int main(void)
{
    cancelling();
    cancel_against_close();
    types();
    information();
    removing();
    return check_failures != 0;
}
