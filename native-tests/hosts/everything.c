/*
 * everything: each function of the library once (a test compares the list), with success. What a situation lacks must
 * not matter to any of them.
 */
#include "channels.h"
#include <shmnative/lent.h>

/* Says why, for whoever reads the log of a machine that lacks something unforeseen. */
#define REQUIRE_OK(call)                                                                                               \
    do {                                                                                                               \
        const int status = call;                                                                                       \
        if (status != 0)                                                                                               \
            fprintf(stderr, "%s\n", shm_last_error_string());                                                          \
        REQUIRE(status == 0);                                                                                          \
    } while (0)

static const shm_endpoint_options patient = {.struct_size = sizeof patient, .flags = SHM_ENDPOINT_WAIT_FOR_PEER};

static void library(void)
{
    char text[256];
    CHECK_EQUAL(shm_version(), SHM_VERSION);
    CHECK(strlen(shm_version_string()) > 0);
    CHECK_EQUAL(shm_layout_version(), SHM_LAYOUT_VERSION);
    CHECK_EQUAL(shm_segment_remove("nonsense"), SHM_INVALID_ADDRESS);
    CHECK(shm_last_error(text, sizeof text) > 0);
    CHECK(strlen(shm_status_string(SHM_INVALID_ADDRESS)) > 0);
}

#define PUT_AND_GET(type, name, number)                                                                                \
    do {                                                                                                               \
        type value = 0;                                                                                                \
        CHECK_EQUAL(shm_server_put_##name(server, 64, number), 0);                                                     \
        CHECK_EQUAL(shm_client_get_##name(client, 64, &value), 0);                                                     \
        CHECK(value == number);                                                                                        \
    } while (0)

static void segments(const char *address)
{
    const shm_create_options hidden = {.struct_size = sizeof hidden, .flags = SHM_CREATE_HIDDEN | SHM_CREATE_KEEP};
    shm_segment_info info = {.struct_size = sizeof info};
    shm_server *server;
    shm_client *client;
    char text[256];
    size_t size;
    REQUIRE_OK(shm_server_create(address, 4096, &hidden, &server));
    CHECK(shm_server_notice(server, text, sizeof text) >= 0);
    CHECK_EQUAL(shm_server_publish(server), 0);
    REQUIRE_OK(shm_client_attach(address, SHM_ATTACH_WRITABLE, SECOND, &client));
    CHECK_EQUAL(shm_server_write(server, 0, "bytes", 5), 0);
    CHECK_EQUAL(shm_server_read(server, 0, text, 5), 0);
    CHECK_EQUAL(shm_client_read(client, 0, text, 5), 0);
    CHECK_EQUAL(shm_client_write(client, 0, text, 5), 0);
    PUT_AND_GET(char, char, 'c');
    PUT_AND_GET(int8_t, int8, -8);
    PUT_AND_GET(uint8_t, uint8, 8);
    PUT_AND_GET(int16_t, int16, -16);
    PUT_AND_GET(uint16_t, uint16, 16);
    PUT_AND_GET(int32_t, int32, -32);
    PUT_AND_GET(uint32_t, uint32, 32);
    PUT_AND_GET(int64_t, int64, -64);
    PUT_AND_GET(uint64_t, uint64, 64);
    PUT_AND_GET(float, float, 0.5f);
    PUT_AND_GET(double, double, 0.25);
    CHECK_EQUAL(shm_server_put_string(server, 64, "text"), 0);
    CHECK_EQUAL(shm_client_get_string(client, 64, text, sizeof text), 4);
    CHECK(shm_server_data(server, &size) != NULL && size == 4096);
    CHECK(shm_client_data(client, NULL) != NULL);
    CHECK_EQUAL(shm_server_info(server, &info), 0);
    CHECK_EQUAL(shm_client_info(client, &info), 0);
    CHECK_EQUAL(shm_segment_stat(address, &info), 0);
    CHECK_EQUAL(shm_client_detach(client), 0);
    CHECK_EQUAL(shm_server_close(server), 0);
    CHECK_EQUAL(shm_segment_remove(address), 0);
}

static void fields(void)
{
    shm_field placed[2];
    char text[256];
    size_t size;
    CHECK_EQUAL(shm_fields_parse("int double", SHM_PLACE_NATURAL, placed, 2), 2);
    CHECK_EQUAL(shm_fields_place(placed, 2, SHM_PLACE_PACKED, &size), 0);
    CHECK_EQUAL(shm_fields_compare(placed, 2, placed, 2, text, sizeof text), 0);
}

static void primitives(const char *address)
{
    shm_server *server;
    shm_client *client;
    shm_segment *segment;
    shm_waitset *set;
    shm_ready ready[2];
    shm_canceller canceller;
    uint64_t version = 0;
    int value = 5;
    REQUIRE_OK(shm_server_create(address, 4096, NULL, &server));
    REQUIRE_OK(shm_client_attach(address, SHM_ATTACH_WRITABLE, SECOND, &client));
    CHECK(shm_client_segment(client) != NULL);
    segment = shm_server_segment(server);
    REQUIRE_OK(shm_waitset_create(&set));
    CHECK_EQUAL(shm_event_init(segment, 0, SHM_EVENT_NONE), 0);
    CHECK_EQUAL(shm_semaphore_init(segment, 64, 0, 9), 0);
    CHECK_EQUAL(shm_waitset_add_event(set, segment, 0, 1), 0);
    CHECK_EQUAL(shm_waitset_add_semaphore(set, segment, 64, 2), 0);
    CHECK_EQUAL(shm_event_set(segment, 0), 0);
    CHECK_EQUAL(shm_semaphore_release(segment, 64, 1), 0);
    CHECK_EQUAL(shm_waitset_wait(set, ready, 2, SECOND), 2);
    CHECK_EQUAL(shm_event_set(segment, 0), 0);
    CHECK_EQUAL(shm_event_wait(segment, 0, SECOND), 0);
    CHECK_EQUAL(shm_event_reset(segment, 0), 0);
    CHECK_EQUAL(shm_event_wait(segment, 0, 1000000), SHM_TIMEOUT);
    CHECK_EQUAL(shm_semaphore_wait(segment, 64, SECOND), 0);
    CHECK_EQUAL(shm_semaphore_count(segment, 64), 0);
    CHECK_EQUAL(shm_mutex_init(segment, 128), 0);
    CHECK_EQUAL(shm_mutex_lock(segment, 128, SECOND), 0);
    CHECK_EQUAL(shm_mutex_unlock(segment, 128), 0);
    CHECK(shm_seqlock_size(sizeof value) > sizeof value);
    CHECK_EQUAL(shm_seqlock_init(segment, 256, sizeof value), 0);
    CHECK_EQUAL(shm_seqlock_write(segment, 256, &value, sizeof value, SECOND), 0);
    CHECK_EQUAL(shm_seqlock_read(segment, 256, &value, sizeof value, &version, SECOND), 0);
    CHECK_EQUAL(shm_waitset_remove(set, 2), 0);
    CHECK_EQUAL(shm_waitset_canceller(set, &canceller), 0);
    CHECK_EQUAL(shm_waitset_interruptible(set, 1), 0);
    shm_cancel(&canceller);
    CHECK_EQUAL(shm_waitset_wait(set, ready, 2, SECOND), SHM_CANCELLED);
    CHECK_EQUAL(shm_waitset_cancel(set), 0);
    CHECK(shm_waitset_poll_fd(set) >= 0);
    CHECK_EQUAL(shm_waitset_close(set), 0);
    CHECK_EQUAL(shm_client_detach(client), 0);
    CHECK_EQUAL(shm_server_close(server), 0);
}

static void queue(const char *name)
{
    shm_sender *out;
    shm_receiver *in;
    shm_waitset *set;
    shm_lent_sender lent_out = {.struct_size = sizeof lent_out};
    shm_lent_receiver lent_in = {.struct_size = sizeof lent_in};
    shm_message messages[4];
    char buffer[8];
    void *slot;
    shm_canceller canceller;
    size_t capacity;
    REQUIRE_OK(shm_queue_open_producer(name, NULL, &patient, &out));
    REQUIRE_OK(shm_queue_open_consumer(name, &patient, &in));
    CHECK_EQUAL(shm_sender_send(out, "one", 3, 1, SECOND), 0);
    CHECK_EQUAL(shm_sender_send_many(out, "twothr", 3, 2, SECOND), 2);
    CHECK_EQUAL(shm_sender_claim(out, &slot, &capacity, SECOND), 0);
    CHECK_EQUAL(shm_sender_commit(out, 0, 4), 0);
    CHECK_EQUAL(shm_sender_claim(out, &slot, NULL, SECOND), 0);
    CHECK_EQUAL(shm_sender_abort(out), 0);
    CHECK_EQUAL(shm_receiver_receive(in, buffer, sizeof buffer, &messages[0], SECOND), 0);
    CHECK_EQUAL(shm_receiver_receive_many(in, buffer, 4, messages, 1, SECOND), 1);
    CHECK_EQUAL(shm_receiver_take(in, messages, SECOND), 0);
    CHECK_EQUAL(shm_receiver_release(in), 0);
    CHECK_EQUAL(shm_receiver_take_many(in, messages, 1, SECOND), 1);
    CHECK_EQUAL(shm_receiver_release_many(in, 1), 0);
    CHECK_EQUAL(shm_sender_send(out, "six", 3, 6, SECOND), 0);
    CHECK_EQUAL(shm_receiver_take(in, messages, SECOND), 0);
    CHECK_EQUAL(shm_receiver_release_message(in, messages), 0);
    CHECK_EQUAL(shm_receiver_take(in, messages, 1000000), SHM_TIMEOUT);
    CHECK_EQUAL(shm_sender_lend(out, &lent_out), 0);
    CHECK_EQUAL(shm_sender_take_back(out, &lent_out), 0);
    CHECK_EQUAL(shm_receiver_lend(in, &lent_in), 0);
    CHECK_EQUAL(shm_receiver_take_back(in, &lent_in), 0);
    REQUIRE_OK(shm_waitset_create(&set));
    CHECK_EQUAL(shm_waitset_add_receiver(set, in, 1), 0);
    CHECK_EQUAL(shm_waitset_add_sender(set, out, 2), 0);
    CHECK_EQUAL(shm_waitset_close(set), 0);
    CHECK_EQUAL(shm_sender_canceller(out, &canceller), 0);
    CHECK_EQUAL(shm_receiver_canceller(in, &canceller), 0);
    CHECK_EQUAL(shm_sender_cancel(out), 0);
    CHECK_EQUAL(shm_receiver_cancel(in), 0);
    CHECK(shm_sender_poll_fd(out) >= 0);
    CHECK(shm_receiver_poll_fd(in) >= 0);
    CHECK_EQUAL(shm_sender_end(out), 0);
    CHECK_EQUAL(shm_sender_close(out), 0);
    CHECK_EQUAL(shm_receiver_close(in), 0);
    CHECK_EQUAL(shm_queue_remove(name), SHM_NOT_FOUND);
}

static void topic(const char *name)
{
    shm_channel_info info = {.struct_size = sizeof info};
    shm_participant_info participants[4];
    shm_field described[1];
    shm_sender *out;
    shm_receiver *in;
    shm_reader *lossy, *observer;
    shm_waitset *set;
    shm_canceller canceller;
    char buffer[8];
    uint64_t lost;
    REQUIRE_OK(shm_topic_open_publisher(name, &observable, &patient, &out));
    REQUIRE_OK(shm_topic_open_subscriber(name, &patient, &in));
    REQUIRE_OK(shm_topic_open_lossy_subscriber(name, &patient, &lossy));
    REQUIRE_OK(shm_topic_open_observer(name, &patient, &observer));
    CHECK_EQUAL(shm_sender_send(out, "one", 3, 1, SECOND), 0);
    CHECK_EQUAL(shm_reader_receive(lossy, buffer, sizeof buffer, NULL, SECOND), 0);
    CHECK_EQUAL(shm_reader_receive(observer, buffer, sizeof buffer, NULL, SECOND), 0);
    CHECK_EQUAL(shm_reader_lost(lossy, &lost), 0);
    REQUIRE_OK(shm_waitset_create(&set));
    CHECK_EQUAL(shm_waitset_add_reader(set, lossy, 1), 0);
    CHECK_EQUAL(shm_waitset_close(set), 0);
    CHECK_EQUAL(shm_reader_canceller(lossy, &canceller), 0);
    CHECK_EQUAL(shm_reader_cancel(lossy), 0);
    CHECK(shm_reader_poll_fd(lossy) >= 0);
    CHECK_EQUAL(shm_sender_info(out, &info), 0);
    CHECK_EQUAL(shm_receiver_info(in, &info), 0);
    CHECK_EQUAL(shm_reader_info(observer, &info), 0);
    CHECK_EQUAL(shm_channel_stat(name, &info), 0);
    CHECK_EQUAL(shm_channel_participants(name, participants, 4), 3);
    CHECK_EQUAL(shm_channel_fields(name, described, 1), 0);
    CHECK_EQUAL(shm_sender_close(out), 0);
    CHECK_EQUAL(shm_receiver_close(in), 0);
    CHECK_EQUAL(shm_reader_close(lossy), 0);
    CHECK_EQUAL(shm_reader_close(observer), 0);
    CHECK_EQUAL(shm_topic_remove(name), SHM_NOT_FOUND);
}

static void value(const char *name)
{
    shm_sender *out;
    shm_reader *in, *observer;
    char buffer[8];
    REQUIRE_OK(shm_value_open_writer(name, NULL, &patient, &out));
    REQUIRE_OK(shm_value_open_reader(name, &patient, &in));
    REQUIRE_OK(shm_value_open_observer(name, &patient, &observer));
    CHECK_EQUAL(shm_sender_send(out, "one", 3, 1, SECOND), 0);
    CHECK_EQUAL(shm_reader_get(in, buffer, sizeof buffer, NULL), 0);
    CHECK_EQUAL(shm_reader_get(observer, buffer, sizeof buffer, NULL), 0);
    CHECK_EQUAL(shm_sender_close(out), 0);
    CHECK_EQUAL(shm_reader_close(in), 0);
    CHECK_EQUAL(shm_reader_close(observer), 0);
    CHECK_EQUAL(shm_value_remove(name), SHM_NOT_FOUND);
}

int main(void)
{
    char address[128];
    library();
    fields();
    snprintf(address, sizeof address, "posix:/%s", channel_name("segment"));
    segments(address);
    primitives(address);
    snprintf(address, sizeof address, "sysv:0x%08x", 0x53000000u + (unsigned)getpid());
    segments(address);
    queue(channel_name("queue"));
    topic(channel_name("topic"));
    value(channel_name("value"));
    return check_failures != 0;
}
