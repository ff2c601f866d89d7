/* Everything a caller of the channel calls can get wrong: a status, a line about it, and nothing sent, taken or left
 * behind. */
#include "channels.h"
#include <errno.h>
#include <sys/stat.h>

static int open_publisher(const char *at, const shm_channel_options *creation, const shm_endpoint_options *endpoint)
{
    shm_sender *sender = (shm_sender *)&check_failures;
    const int status = shm_topic_open_publisher(at, creation, endpoint, &sender);
    if (status == 0)
        shm_sender_close(sender);
    else
        CHECK(sender == NULL);
    return status;
}

static void addresses(const char *name)
{
    shm_receiver *receiver;
    shm_reader *reader;
    shm_channel_info info = {.struct_size = sizeof info};
    CHECK_REFUSED(open_publisher(NULL, NULL, NULL), SHM_INVALID_ARGUMENT, "address is NULL");
    CHECK_EQUAL(open_publisher("", NULL, NULL), SHM_INVALID_ADDRESS);
    CHECK_EQUAL(open_publisher("a/b", NULL, NULL), SHM_INVALID_ADDRESS);
    CHECK_EQUAL(open_publisher("what:ever", NULL, NULL), SHM_INVALID_ADDRESS);
    CHECK_REFUSED(open_publisher("not-\xff-utf8", NULL, NULL), SHM_INVALID_ARGUMENT, "UTF-8");
    CHECK_EQUAL(open_publisher("file:/no/such/directory/x", NULL, NULL), -ENOENT);
    CHECK_EQUAL(shm_topic_open_publisher(name, NULL, NULL, NULL), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_topic_open_subscriber(name, NULL, NULL), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_value_open_observer(name, NULL, NULL), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_topic_open_subscriber(name, NULL, &receiver), SHM_NOT_FOUND);
    CHECK_EQUAL(shm_topic_open_lossy_subscriber(name, NULL, &reader), SHM_NOT_FOUND);
    CHECK_EQUAL(shm_value_open_observer(name, NULL, &reader), SHM_NOT_FOUND);
    CHECK_EQUAL(shm_value_open_reader(name, NULL, &reader), SHM_NOT_FOUND);
    CHECK_EQUAL(shm_channel_stat(name, &info), SHM_NOT_FOUND);
    CHECK_EQUAL(shm_channel_participants(name, NULL, 0), SHM_NOT_FOUND);
    CHECK_EQUAL(shm_channel_fields(name, NULL, 0), SHM_NOT_FOUND);
    CHECK_EQUAL(shm_value_remove(name), SHM_NOT_FOUND);
    CHECK_EQUAL(shm_topic_remove(NULL), SHM_INVALID_ARGUMENT);
}

static void creation_options(const char *name)
{
    static const shm_channel_options wrong[] = {{.slots = 3},
                                                {.slots = 1},
                                                {.slots = UINT64_MAX},
                                                {.capacity = UINT64_MAX},
                                                {.capacity = (uint64_t)1 << 31},
                                                {.history = 256},
                                                {.participants = 1},
                                                {.participants = 4096},
                                                {.participants = UINT32_MAX},
                                                {.mode = 07777},
                                                {.mode = 0400},
                                                {.flags = SHM_CHANNEL_AT_MOST_ONCE},
                                                {.flags = 16}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        shm_channel_options options = wrong[i];
        CHECK_EQUAL(open_publisher(name, &options, NULL), SHM_INVALID_ARGUMENT); /* its size is 0 */
        options.struct_size = sizeof options;
        if (open_publisher(name, &options, NULL) != SHM_INVALID_ARGUMENT)
            CHECK_EQUAL(i, -1);
        CHECK(strlen(shm_last_error_string()) > 10);
    }
    const shm_channel_options queue = {.struct_size = sizeof queue, .flags = SHM_CHANNEL_OBSERVABLE};
    shm_sender *sender;
    CHECK_REFUSED(shm_queue_open_producer(name, &queue, NULL, &sender), SHM_INVALID_ARGUMENT, "for topics");
    const shm_channel_options huge = {.struct_size = sizeof huge, .slots = (uint64_t)1 << 30, .capacity = 1 << 30};
    CHECK_EQUAL(open_publisher(name, &huge, NULL), SHM_NOT_ENOUGH_MEMORY);
    const shm_channel_options older = {.struct_size = 8, .slots = 3}; /* its slots are not looked at */
    CHECK_EQUAL(open_publisher(name, &older, NULL), 0);
    const shm_channel_options group = {.struct_size = sizeof group, .group = "no such group"};
    CHECK_REFUSED(open_publisher(name, &group, NULL), SHM_INVALID_ARGUMENT, "there is no group 'no such group'");
}

static void endpoint_options(const char *name)
{
    char long_name[65];
    shm_field field = {.type = 99, .size = 4, .alignment = 1};
    shm_type type = {.struct_size = sizeof type, .name = "t", .size = 4};
    shm_endpoint_options options = {.struct_size = sizeof options, .flags = 0x80};
    CHECK_REFUSED(open_publisher(name, NULL, &options), SHM_INVALID_ARGUMENT, "unknown flags 0x80");
    options = (shm_endpoint_options){.struct_size = sizeof options, .wait_ns = -2};
    CHECK_REFUSED(open_publisher(name, NULL, &options), SHM_INVALID_ARGUMENT, "-2 ns");
    memset(long_name, 'n', 64);
    long_name[64] = '\0';
    options = (shm_endpoint_options){.struct_size = sizeof options, .name = long_name};
    CHECK_REFUSED(open_publisher(name, NULL, &options), SHM_INVALID_ARGUMENT, "63 bytes");
    options = (shm_endpoint_options){.struct_size = sizeof options, .owners = "0, no such user"};
    CHECK_REFUSED(open_publisher(name, NULL, &options), SHM_INVALID_ARGUMENT, "there is no user 'no such user'");
    options = (shm_endpoint_options){.struct_size = sizeof options, .type = &type};
    CHECK_EQUAL(open_publisher(name, NULL, &options), 0);
    type.struct_size = 0;
    CHECK_REFUSED(open_publisher(name, NULL, &options), SHM_INVALID_ARGUMENT, "struct_size");
    type = (shm_type){.struct_size = sizeof type, .size = 4};
    CHECK_REFUSED(open_publisher(name, NULL, &options), SHM_INVALID_ARGUMENT, "name is NULL");
    type = (shm_type){.struct_size = sizeof type, .name = "t"};
    CHECK_REFUSED(open_publisher(name, NULL, &options), SHM_INVALID_ARGUMENT, "0 bytes");
    type.size = UINT64_MAX;
    CHECK_EQUAL(open_publisher(name, NULL, &options), SHM_INVALID_ARGUMENT);
    type = (shm_type){.struct_size = sizeof type, .name = "t", .size = 4, .field_count = 1};
    CHECK_REFUSED(open_publisher(name, NULL, &options), SHM_INVALID_ARGUMENT, "NULL");
    type.fields = &field;
    CHECK_EQUAL(open_publisher(name, NULL, &options), SHM_INVALID_FIELD);
    field = (shm_field){.type = SHM_TYPE_INT32, .size = 4, .alignment = 4, .offset = 4};
    CHECK_REFUSED(open_publisher(name, NULL, &options), SHM_INVALID_FIELD, "past its size of 4");
}

static void kinds_and_files(const char *name)
{
    shm_sender *queue, *sender;
    shm_receiver *receiver;
    shm_reader *reader;
    shm_channel_info info = {.struct_size = sizeof info};
    const shm_channel_options two = {.struct_size = sizeof two, .participants = 2, .mode = 0660};
    REQUIRE(shm_queue_open_producer(name, &two, NULL, &queue) == 0);
    CHECK_REFUSED(open_publisher(name, NULL, NULL), SHM_WRONG_KIND, "is a queue, not a topic");
    CHECK_EQUAL(shm_topic_open_subscriber(name, NULL, &receiver), SHM_WRONG_KIND);
    CHECK_EQUAL(shm_value_open_reader(name, NULL, &reader), SHM_WRONG_KIND);
    REQUIRE(shm_queue_open_consumer(name, NULL, &receiver) == 0);
    CHECK_REFUSED(shm_queue_open_producer(name, NULL, NULL, &sender), SHM_TOO_MANY_PARTICIPANTS, name);
    CHECK_EQUAL(shm_channel_stat(name, NULL), SHM_INVALID_ARGUMENT);
    info.struct_size = 0;
    CHECK_EQUAL(shm_sender_info(queue, &info), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_channel_participants(name, NULL, 1), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(queue), 0);

    REQUIRE(shm_topic_open_publisher(name, NULL, NULL, &sender) == 0);
    CHECK_REFUSED(shm_topic_open_observer(name, NULL, &reader), SHM_WRONG_KIND, "observable");
    CHECK_REFUSED(shm_topic_open_lossy_subscriber(name, NULL, &reader), SHM_WRONG_KIND, "observable");
    CHECK_EQUAL(shm_sender_close(sender), 0);

    char address[128];
    shm_server *segment;
    snprintf(address, sizeof address, "posix:/%s", name);
    REQUIRE(shm_server_create(address, 8192, NULL, &segment) == 0);
    CHECK_REFUSED(open_publisher(name, NULL, NULL), SHM_WRONG_KIND, "no channel");
    info.struct_size = sizeof info;
    CHECK_EQUAL(shm_channel_stat(name, &info), SHM_WRONG_KIND);
    CHECK_EQUAL(shm_topic_remove(name), SHM_WRONG_KIND);
    const uint64_t magic = SHM_CHANNEL_MAGIC;
    CHECK_EQUAL(shm_server_write(segment, 0, &magic, sizeof magic), 0);
    CHECK_EQUAL(shm_channel_stat(name, &info), SHM_WRONG_VERSION);
    CHECK_EQUAL(shm_server_put_uint32(segment, offsetof(shm_channel_header, layout_version), SHM_LAYOUT_VERSION), 0);
    CHECK_REFUSED(open_publisher(name, NULL, NULL), SHM_CORRUPT, "its kind is 0");
    CHECK_EQUAL(shm_server_close(segment), 0);
}

static void messages(const char *name)
{
    const shm_channel_options small = {.struct_size = sizeof small, .capacity = 8};
    shm_sender *sender;
    shm_receiver *receiver;
    shm_reader *reader;
    shm_message message[257];
    char bytes[16] = "before";
    REQUIRE(shm_queue_open_producer(name, &small, NULL, &sender) == 0 &&
            shm_queue_open_consumer(name, NULL, &receiver) == 0);
    CHECK_REFUSED(shm_sender_send(sender, bytes, 9, 0, 0), SHM_TOO_LARGE, "9 bytes does not fit the 8");
    CHECK_EQUAL(shm_sender_send(sender, bytes, SIZE_MAX, 0, SHM_INFINITE), SHM_TOO_LARGE);
    CHECK_REFUSED(shm_sender_send(sender, NULL, 1, 0, 0), SHM_INVALID_ARGUMENT, "NULL");
    CHECK_EQUAL(shm_sender_send_many(sender, bytes, 9, 1, 0), SHM_TOO_LARGE);
    CHECK_EQUAL(shm_sender_send_many(sender, NULL, 1, 1, 0), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_sender_claim(sender, NULL, NULL, 0), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_receiver_take(receiver, NULL, 0), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_receiver_take_many(receiver, NULL, 1, 0), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_receiver_receive(receiver, NULL, 1, NULL, 0), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_receiver_receive_many(receiver, NULL, 1, message, 1, 0), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_receiver_receive_many(receiver, bytes, 1, NULL, 1, 0), SHM_INVALID_ARGUMENT);
    CHECK_REFUSED(shm_receiver_take(receiver, message, -2), SHM_INVALID_ARGUMENT, "-2 ns");
    CHECK_EQUAL(shm_receiver_take(receiver, message, INT64_MIN), SHM_INVALID_ARGUMENT);

    const int before = (int)shm_last_error(NULL, 0);
    CHECK_EQUAL(shm_receiver_take(receiver, message, 0), SHM_EMPTY); /* ordinary: the line stays */
    CHECK_EQUAL((int)shm_last_error(NULL, 0), before);

    CHECK_EQUAL(shm_sender_send(sender, "12345678", 8, 0, 0), 0);
    CHECK_REFUSED(shm_receiver_receive(receiver, bytes, 4, message, 0), SHM_TOO_LARGE, "8 bytes");
    CHECK(message->length == 8 && memcmp(bytes, "1234re", 6) == 0);
    CHECK_EQUAL(shm_receiver_take(receiver, message, 0), SHM_EMPTY);

    CHECK_EQUAL(shm_sender_send_many(sender, NULL, 0, 256, 0), 256);
    CHECK_EQUAL(shm_receiver_take_many(receiver, message, 257, 0), 256);
    CHECK_REFUSED(shm_receiver_take(receiver, message, 0), SHM_INVALID_ARGUMENT, "256 messages are held");
    CHECK_EQUAL(shm_receiver_release_many(receiver, 256), 0);
    for (int i = 0; i < 256; i++) {
        void *slot;
        CHECK_EQUAL(shm_sender_claim(sender, &slot, NULL, 0), 0);
    }
    CHECK_REFUSED(shm_sender_claim(sender, (void **)&bytes, NULL, 0), SHM_INVALID_ARGUMENT, "claims are outstanding");
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);

    REQUIRE(shm_value_open_writer(name, NULL, NULL, &sender) == 0 && shm_value_open_reader(name, NULL, &reader) == 0);
    CHECK_EQUAL(shm_reader_receive(reader, NULL, 1, NULL, 0), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_reader_get(reader, NULL, 1, NULL), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_reader_lost(reader, NULL), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_reader_receive(reader, bytes, 1, NULL, -3), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_reader_close(reader) | shm_sender_close(sender), 0);
}

/* NULL, closed, invented, and of another kind. */
static void handles(const char *name)
{
    shm_sender *sender;
    shm_receiver *receiver;
    shm_channel_info info = {.struct_size = sizeof info};
    shm_message message;
    char byte;
    REQUIRE(shm_topic_open_publisher(name, NULL, NULL, &sender) == 0 &&
            shm_topic_open_subscriber(name, NULL, &receiver) == 0);
    const uintptr_t wrong[] = {
        0, 1, UINTPTR_MAX, (uintptr_t)&byte, (uintptr_t)sender + 1, (uintptr_t)sender ^ (1 << 20)};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        shm_sender *const bad_sender = (shm_sender *)wrong[i];
        shm_receiver *const bad_receiver = (shm_receiver *)wrong[i];
        shm_reader *const bad_reader = (shm_reader *)wrong[i];
        void *slot;
        uint64_t lost;
        CHECK_EQUAL(shm_sender_send(bad_sender, "x", 1, 0, 0), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_sender_send_many(bad_sender, "x", 1, 1, 0), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_sender_claim(bad_sender, &slot, NULL, 0), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_sender_commit(bad_sender, 0, 0), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_sender_abort(bad_sender), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_sender_end(bad_sender), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_sender_cancel(bad_sender), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_sender_info(bad_sender, &info), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_receiver_take(bad_receiver, &message, 0), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_receiver_take_many(bad_receiver, &message, 1, 0), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_receiver_receive(bad_receiver, &byte, 1, NULL, 0), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_receiver_receive_many(bad_receiver, &byte, 1, &message, 1, 0), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_receiver_release(bad_receiver), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_receiver_release_many(bad_receiver, 1), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_receiver_release_message(bad_receiver, &message), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_receiver_cancel(bad_receiver), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_receiver_info(bad_receiver, &info), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_reader_receive(bad_reader, &byte, 1, NULL, 0), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_reader_get(bad_reader, &byte, 1, NULL), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_reader_lost(bad_reader, &lost), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_reader_cancel(bad_reader), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_reader_info(bad_reader, &info), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_sender_close(bad_sender), wrong[i] ? SHM_INVALID_HANDLE : 0);
        CHECK_EQUAL(shm_receiver_close(bad_receiver), wrong[i] ? SHM_INVALID_HANDLE : 0);
        CHECK_EQUAL(shm_reader_close(bad_reader), wrong[i] ? SHM_INVALID_HANDLE : 0);
    }
    CHECK_EQUAL(shm_receiver_take((shm_receiver *)sender, &message, 0), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_sender_send((shm_sender *)receiver, "x", 1, 0, 0), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_reader_close((shm_reader *)receiver), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_server_close((shm_server *)sender), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
    CHECK_EQUAL(shm_sender_close(sender), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_sender_send(sender, "x", 1, 0, 0), SHM_INVALID_HANDLE);
}

int main(void)
{
    const char *name = channel_name("bad");
    addresses(name);
    creation_options(name);
    endpoint_options(name);
    kinds_and_files(name);
    messages(name);
    handles(name);

    char path[128];
    struct stat file;
    snprintf(path, sizeof path, "/dev/shm/%s", name);
    CHECK(stat(path, &file) != 0);
    return check_failures != 0;
}
