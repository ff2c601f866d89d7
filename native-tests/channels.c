/* Channels from C: each kind with each of its ends, in place and copied, one by one and in batches; what ends a wait.
 */
#include "channels.h"

static void topic(void)
{
    const char *name = channel_name("topic");
    shm_sender *publisher;
    shm_receiver *one, *other;
    shm_message message;
    char text[16];
    REQUIRE(shm_topic_open_publisher(name, NULL, NULL, &publisher) == 0);
    REQUIRE(shm_topic_open_subscriber(name, NULL, &one) == 0 && shm_topic_open_subscriber(name, NULL, &other) == 0);
    CHECK_EQUAL(shm_receiver_take(one, &message, 0), SHM_EMPTY);
    CHECK_EQUAL(shm_sender_send(publisher, "hello", 6, 7, 0), 0);
    CHECK_EQUAL(shm_sender_send(publisher, NULL, 0, 8, 0), 0);

    CHECK_EQUAL(shm_receiver_take(one, &message, 0), 0);
    CHECK(message.length == 6 && message.tag == 7 && message.flags == 0 && strcmp(message.data, "hello") == 0);
    CHECK_EQUAL(shm_receiver_release(one), 0);
    CHECK_REFUSED(shm_receiver_release(one), SHM_NO_CLAIM, name);
    CHECK_EQUAL(shm_receiver_receive(one, NULL, 0, &message, 0), 0);
    CHECK(message.length == 0 && message.tag == 8);

    CHECK_EQUAL(shm_receiver_receive(other, text, sizeof text, NULL, SHM_INFINITE), 0);
    CHECK(strcmp(text, "hello") == 0);
    CHECK_EQUAL(shm_receiver_receive(other, text, sizeof text, &message, SECOND), 0);
    CHECK(message.length == 0 && message.tag == 8 && message.data == text);
    CHECK_EQUAL(shm_receiver_close(one) | shm_receiver_close(other) | shm_sender_close(publisher), 0);
}

/* Claims are made and committed in their order; what is aborted is never seen. */
static void claims(void)
{
    const char *name = channel_name("claims");
    shm_sender *producer;
    shm_receiver *consumer;
    shm_message message;
    void *slot[3];
    size_t capacity = 0;
    const shm_channel_options small = {.struct_size = sizeof small, .slots = 4, .capacity = 64};
    REQUIRE(shm_queue_open_producer(name, &small, NULL, &producer) == 0);
    REQUIRE(shm_queue_open_consumer(name, NULL, &consumer) == 0);
    for (int i = 0; i < 3; i++) {
        REQUIRE(shm_sender_claim(producer, &slot[i], &capacity, 0) == 0);
        memset(slot[i], 'a' + i, capacity);
    }
    CHECK_EQUAL(capacity, 64);
    CHECK_EQUAL(shm_receiver_take(consumer, &message, 0), SHM_EMPTY);
    CHECK_EQUAL(shm_sender_commit(producer, 10, 1), 0);
    CHECK_REFUSED(shm_sender_commit(producer, 65, 2), SHM_TOO_LARGE, "65 bytes does not fit the 64");
    CHECK_EQUAL(shm_sender_commit(producer, 64, 2), 0);
    CHECK_EQUAL(shm_sender_abort(producer), 0);
    CHECK_REFUSED(shm_sender_abort(producer), SHM_NO_CLAIM, "nothing is claimed");
    CHECK_REFUSED(shm_sender_commit(producer, 1, 0), SHM_NO_CLAIM, "nothing is claimed");

    CHECK_EQUAL(shm_receiver_take(consumer, &message, 0), 0);
    CHECK(message.length == 10 && message.tag == 1 && memcmp(message.data, "aaaaaaaaaa", 10) == 0);
    CHECK(message.data == slot[0] || message.length == 10); /* each end has a mapping of its own */
    CHECK_EQUAL(shm_receiver_take(consumer, &message, 0), 0);
    CHECK(message.length == 64 && message.tag == 2 && ((const char *)message.data)[63] == 'b');
    CHECK_EQUAL(shm_receiver_take(consumer, &message, 0), SHM_EMPTY);
    CHECK_EQUAL(shm_receiver_release_many(consumer, 2), 0);

    CHECK_EQUAL(shm_sender_claim(producer, &slot[0], NULL, 0), 0);
    CHECK_REFUSED(shm_sender_send(producer, "x", 1, 0, 0), SHM_INVALID_ARGUMENT, "a claim is outstanding");
    CHECK_EQUAL(shm_sender_close(producer), 0); /* aborts */
    CHECK_EQUAL(shm_receiver_take(consumer, &message, 0), SHM_EMPTY);
    CHECK_EQUAL(shm_receiver_close(consumer), 0);
}

/* The listing of docs/channels.md. */
static void document(void)
{
    const char *name = channel_name("document");
    void *slot;
    shm_sender *producer;
    shm_channel_options large = SHM_CHANNEL_OPTIONS_INIT;
    large.capacity = 1 << 20;
    int status = shm_queue_open_producer(name, &large, NULL, &producer);
    if (status == 0 && (status = shm_sender_claim(producer, &slot, NULL, 0)) == 0) {
        memset(slot, 42, 1000); /* in place: nothing is copied */
        status = shm_sender_commit(producer, 1000, 0);
    }
    CHECK_EQUAL(status, 0);
    CHECK_EQUAL(shm_sender_close(producer), 0);
}

static void batches(void)
{
    const char *name = channel_name("batches");
    enum { SLOTS = 8 };
    const shm_channel_options small = {.struct_size = sizeof small, .slots = SLOTS, .capacity = sizeof(int32_t)};
    shm_sender *producer;
    shm_receiver *consumer;
    shm_message message[SLOTS + 1];
    int32_t sent[SLOTS + 4], received[SLOTS];
    for (int i = 0; i < SLOTS + 4; i++)
        sent[i] = 1000 + i;
    REQUIRE(shm_queue_open_producer(name, &small, NULL, &producer) == 0);
    REQUIRE(shm_queue_open_consumer(name, NULL, &consumer) == 0);
    CHECK_EQUAL(shm_sender_send_many(producer, NULL, 4, 0, 0), 0);
    CHECK_EQUAL(shm_receiver_take_many(consumer, NULL, 0, 0), 0);
    CHECK_EQUAL(shm_receiver_take_many(consumer, message, SLOTS, 0), SHM_EMPTY);
    CHECK_EQUAL(shm_receiver_take_many(consumer, message, SLOTS, 1000), SHM_TIMEOUT);

    CHECK_EQUAL(shm_sender_send_many(producer, sent, sizeof *sent, SLOTS + 4, 0), SLOTS);
    CHECK_EQUAL(shm_sender_send_many(producer, sent, sizeof *sent, 1, 0), SHM_FULL);
    CHECK_EQUAL(shm_sender_send_many(producer, sent, sizeof *sent, 1, 1000), SHM_TIMEOUT);
    CHECK_EQUAL(shm_receiver_take_many(consumer, message, 3, SHM_INFINITE), 3);
    for (int i = 0; i < 3; i++)
        CHECK(message[i].length == 4 && memcmp(message[i].data, &sent[i], 4) == 0);
    CHECK_EQUAL(shm_receiver_release_many(consumer, 2), 0);
    CHECK_EQUAL(shm_sender_send_many(producer, sent + SLOTS, sizeof *sent, 4, SHM_INFINITE), 2);
    CHECK_REFUSED(shm_receiver_release_many(consumer, 2), SHM_NO_CLAIM, "nothing more is held");

    CHECK_EQUAL(shm_receiver_receive_many(consumer, received, sizeof *received, message, SLOTS, 0), SLOTS - 1);
    for (int i = 0; i < SLOTS - 1; i++)
        CHECK(received[i] == sent[i + 3] && message[i].data == &received[i]);
    CHECK_EQUAL(shm_sender_send_many(producer, sent, sizeof *sent, 2, SHM_INFINITE), 2);
    memset(received, 0x7f, sizeof received);
    CHECK_EQUAL(shm_receiver_receive_many(consumer, received, 2, message, 2, 0), 2); /* cut, and said so */
    CHECK(message[0].length == 4 && memcmp(received, &sent[0], 2) == 0 &&
          memcmp((char *)received + 2, &sent[1], 2) == 0);
    CHECK_EQUAL(received[1], 0x7f7f7f7f);
    CHECK_EQUAL(shm_receiver_close(consumer) | shm_sender_close(producer), 0);
}

/* A message that is received while others are held is released by itself; those held go oldest first. */
static void held_and_received(void)
{
    const char *name = channel_name("held");
    const shm_channel_options small = {.struct_size = sizeof small, .slots = 4};
    shm_sender *publisher;
    shm_receiver *subscriber;
    shm_message held;
    char byte;
    REQUIRE(shm_topic_open_publisher(name, &small, NULL, &publisher) == 0);
    REQUIRE(shm_topic_open_subscriber(name, NULL, &subscriber) == 0);
    CHECK_EQUAL(shm_sender_send_many(publisher, "abcd", 1, 4, 0), 4);
    CHECK_EQUAL(shm_receiver_take(subscriber, &held, 0), 0);
    CHECK_EQUAL(shm_receiver_receive(subscriber, &byte, 1, NULL, 0), 0);
    CHECK_EQUAL(byte, 'b');
    CHECK_EQUAL(shm_sender_send(publisher, "e", 1, 0, 0), SHM_FULL);
    CHECK_EQUAL(*(const char *)held.data, 'a');
    CHECK_EQUAL(shm_receiver_release(subscriber), 0);
    CHECK_EQUAL(shm_sender_send_many(publisher, "ef", 1, 2, 0), 2);

    shm_message message[4];
    CHECK_EQUAL(shm_receiver_take_many(subscriber, message, 4, 0), 4);
    CHECK_EQUAL(shm_receiver_release_message(subscriber, &message[2]), 0);
    CHECK_REFUSED(shm_receiver_release_message(subscriber, &message[2]), SHM_NO_CLAIM, "not held");
    CHECK_EQUAL(shm_receiver_release_message(subscriber, &message[1]), 0);
    CHECK_EQUAL(shm_sender_send(publisher, "g", 1, 0, 0), SHM_FULL);
    CHECK_EQUAL(shm_receiver_release_message(subscriber, &message[0]), 0);
    CHECK_REFUSED(shm_receiver_release_message(subscriber, &message[0]), SHM_NO_CLAIM, "not held");
    CHECK_REFUSED(shm_receiver_release_message(subscriber, &held), SHM_NO_CLAIM, "not held");
    CHECK_EQUAL(shm_sender_send_many(publisher, "ghi", 1, 3, 0), 3);
    message[3].number = UINT64_MAX;
    CHECK_REFUSED(shm_receiver_release_message(subscriber, &message[3]), SHM_NO_CLAIM, "not held");
    CHECK_EQUAL(shm_receiver_release_message(subscriber, NULL), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_receiver_release(subscriber), 0);
    CHECK_EQUAL(shm_receiver_close(subscriber) | shm_sender_close(publisher), 0);
}

static void value(void)
{
    const char *name = channel_name("value");
    shm_sender *writer, *second = (shm_sender *)name;
    shm_reader *reader, *observer;
    shm_message message;
    uint64_t lost = 1;
    double number = 0;
    REQUIRE(shm_value_open_writer(name, NULL, NULL, &writer) == 0);
    REQUIRE(shm_value_open_reader(name, NULL, &reader) == 0 && shm_value_open_observer(name, NULL, &observer) == 0);
    CHECK_REFUSED(shm_value_open_writer(name, NULL, NULL, &second), SHM_ROLE_TAKEN, name);
    CHECK(second == NULL);
    CHECK_EQUAL(shm_reader_get(reader, &number, sizeof number, NULL), SHM_EMPTY);
    for (double next = 1; next <= 20; next++)
        CHECK_EQUAL(shm_sender_send(writer, &next, sizeof next, (uint32_t)next, 0), 0);
    CHECK_EQUAL(shm_reader_receive(reader, &number, sizeof number, &message, 0), 0);
    CHECK(number == 20 && message.length == sizeof number && message.tag == 20 && message.data == &number);
    CHECK_EQUAL(shm_reader_receive(reader, &number, sizeof number, &message, 0), SHM_EMPTY);
    CHECK_EQUAL(shm_reader_receive(reader, &number, sizeof number, &message, 1000), SHM_TIMEOUT);
    CHECK_EQUAL(shm_reader_get(reader, &number, sizeof number, NULL), 0);
    CHECK_EQUAL(shm_reader_get(observer, &number, sizeof number, NULL), 0);
    CHECK_REFUSED(shm_reader_get(observer, &number, 3, &message), SHM_TOO_LARGE, "cut");
    CHECK_EQUAL(message.length, sizeof number);
    CHECK(shm_reader_lost(reader, &lost) == 0 && lost == 0);
    CHECK_EQUAL(shm_sender_end(writer), 0);
    CHECK_EQUAL(shm_reader_receive(reader, &number, sizeof number, NULL, SHM_INFINITE), SHM_CLOSED);
    CHECK_EQUAL(shm_reader_get(reader, &number, sizeof number, NULL), 0); /* the last stays */
    CHECK_EQUAL(shm_reader_close(observer) | shm_reader_close(reader) | shm_sender_close(writer), 0);
}

/* Late subscribers get the history; lossy ones and observers are told what they missed. */
static void history_and_lapping(void)
{
    const char *name = channel_name("lapping");
    const shm_endpoint_options late = {.struct_size = sizeof late, .history = 100};
    shm_sender *publisher;
    shm_receiver *subscriber;
    shm_reader *lossy, *observer;
    uint32_t number;
    uint64_t lost;
    REQUIRE(shm_topic_open_publisher(name, &observable, NULL, &publisher) == 0);
    REQUIRE(shm_topic_open_lossy_subscriber(name, NULL, &lossy) == 0 &&
            shm_topic_open_observer(name, NULL, &observer) == 0);
    for (uint32_t i = 0; i < 100; i++)
        CHECK_EQUAL(shm_sender_send(publisher, &i, sizeof i, i, 0), 0);
    REQUIRE(shm_topic_open_subscriber(name, &late, &subscriber) == 0);
    for (uint32_t i = 96; i < 100; i++) {
        CHECK_EQUAL(shm_receiver_receive(subscriber, &number, sizeof number, NULL, 0), 0);
        CHECK_EQUAL(number, i);
    }
    CHECK_EQUAL(shm_receiver_receive(subscriber, &number, sizeof number, NULL, 0), SHM_EMPTY);

    shm_reader *const readers[] = {lossy, observer};
    for (int i = 0; i < 2; i++) {
        CHECK_EQUAL(shm_reader_receive(readers[i], &number, sizeof number, NULL, 0), SHM_LAPPED);
        CHECK_EQUAL(shm_reader_lost(readers[i], &lost), 0);
        CHECK_EQUAL(shm_reader_receive(readers[i], &number, sizeof number, NULL, 0), 0);
        CHECK_EQUAL(number, lost);
        CHECK(lost >= 92 && lost < 100);
        CHECK_REFUSED(shm_reader_get(readers[i], &number, sizeof number, NULL), SHM_WRONG_KIND, name);
    }
    CHECK_EQUAL(shm_reader_close(lossy) | shm_reader_close(observer), 0);
    CHECK_EQUAL(shm_receiver_close(subscriber) | shm_sender_close(publisher), 0);
}

/* After the end, receivers get what is there, then CLOSED; and nobody sends any more. */
static void end_of_stream(void)
{
    const char *name = channel_name("end");
    shm_sender *producer, *late = NULL;
    shm_receiver *consumer;
    void *slot;
    char byte;
    REQUIRE(shm_queue_open_producer(name, NULL, NULL, &producer) == 0 &&
            shm_queue_open_consumer(name, NULL, &consumer) == 0);
    CHECK_EQUAL(shm_sender_send_many(producer, "ab", 1, 2, 0), 2);
    CHECK_EQUAL(shm_sender_end(producer), 0);
    CHECK_EQUAL(shm_sender_send(producer, "c", 1, 0, SHM_INFINITE), SHM_CLOSED);
    CHECK_EQUAL(shm_sender_claim(producer, &slot, NULL, 0), SHM_CLOSED);
    CHECK_EQUAL(shm_queue_open_producer(name, NULL, NULL, &late), SHM_CLOSED);
    CHECK(late == NULL);
    CHECK_EQUAL(shm_receiver_receive(consumer, &byte, 1, NULL, 0), 0);
    CHECK_EQUAL(shm_receiver_receive(consumer, &byte, 1, NULL, SHM_INFINITE), 0);
    CHECK_EQUAL(byte, 'b');
    CHECK_EQUAL(shm_receiver_receive(consumer, &byte, 1, NULL, SHM_INFINITE), SHM_CLOSED);
    CHECK_EQUAL(shm_receiver_receive(consumer, &byte, 1, NULL, 0), SHM_CLOSED);
    CHECK_EQUAL(shm_sender_close(producer) | shm_receiver_close(consumer), 0);

    shm_sender *publisher;
    REQUIRE(shm_topic_open_publisher(name, NULL, NULL, &publisher) == 0);
    CHECK_EQUAL(shm_sender_claim(publisher, &slot, NULL, 0), 0);
    CHECK_REFUSED(shm_sender_end(publisher), SHM_NO_CLAIM, "commit or abort it first");
    CHECK_EQUAL(shm_sender_close(publisher), 0);
}

static void no_peer_and_timeouts(void)
{
    const char *name = channel_name("peers");
    const shm_channel_options creation = {.struct_size = sizeof creation, .slots = 2};
    const shm_endpoint_options creates = {.struct_size = sizeof creates, .creation = &creation};
    const shm_endpoint_options patient = {
        .struct_size = sizeof patient, .flags = SHM_ENDPOINT_WAIT_FOR_PEER, .creation = &creation, .name = "patient"};
    shm_receiver *consumer;
    shm_sender *producer;
    shm_message message;
    CHECK_REFUSED(shm_queue_open_consumer(name, NULL, &consumer), SHM_NOT_FOUND, name);
    REQUIRE(shm_queue_open_consumer(name, &creates, &consumer) == 0);
    CHECK_EQUAL(shm_receiver_take(consumer, &message, SHM_INFINITE), SHM_NO_PEER);
    CHECK_EQUAL(shm_receiver_close(consumer), 0);
    REQUIRE(shm_queue_open_consumer(name, &patient, &consumer) == 0);
    CHECK_EQUAL(shm_receiver_take(consumer, &message, 1), SHM_TIMEOUT);
    REQUIRE(shm_queue_open_producer(name, NULL, NULL, &producer) == 0);
    CHECK_EQUAL(shm_sender_send_many(producer, "abc", 1, 3, 0), 2);
    CHECK_EQUAL(shm_sender_send(producer, "c", 1, 0, 0), SHM_FULL);
    CHECK_EQUAL(shm_sender_send(producer, "c", 1, 0, 1000000), SHM_TIMEOUT);
    CHECK_EQUAL(shm_receiver_close(consumer), 0);
    CHECK_EQUAL(shm_sender_send(producer, "c", 1, 0, SHM_INFINITE), SHM_NO_PEER);
    CHECK_EQUAL(shm_sender_close(producer), 0);
}

int main(void)
{
    topic();
    claims();
    document();
    batches();
    held_and_received();
    value();
    history_and_lapping();
    end_of_stream();
    no_peer_and_timeouts();
    return check_failures != 0;
}
