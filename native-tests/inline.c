/* The inline calls, in C and in C++: the same results as the ordinary ones, and the way between the two. */
#include "inline_ends.h"
#include <signal.h>

enum { MESSAGES = 20000 };

static void sizes(uint32_t flags)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    unsigned char sent[LARGEST + 1], received[LARGEST + 1];
    shm_sender *sender = open_sender(flags, 4, &out);
    shm_receiver *receiver = open_receiver(&in);
    for (unsigned size = 0; size <= LARGEST; size++) {
        memset(sent, (int)size, sizeof sent);
        memset(received, 0xAA, sizeof received);
        sent[0] = 1, sent[size / 2] = 2;
        CHECK_EQUAL(shm_inline_receive(&in, received, sizeof received, &message, 0), SHM_EMPTY);
        REQUIRE(shm_inline_send(&out, sent, size, size, 0) == 0);
        REQUIRE(shm_inline_receive(&in, received, sizeof received, &message, 0) == 0);
        CHECK(message.length == size && message.tag == size && message.data == received && message.flags == 0);
        CHECK(memcmp(sent, received, size) == 0 && received[size] == 0xAA);
    }
    CHECK_EQUAL(shm_inline_send(&out, sent, 5, 0, 0), 0); /* of a length that the compiler knows, and cut */
    CHECK_EQUAL(shm_inline_receive(&in, received, 4, NULL, 0), SHM_TOO_LARGE);
    CHECK_EQUAL(shm_inline_receive(&in, NULL, 0, NULL, 0), SHM_EMPTY);
    CHECK_REFUSED(shm_inline_send(&out, sent, LARGEST + 1, 0, 0), SHM_TOO_LARGE, "201 bytes does not fit the 200");
    CHECK_REFUSED(shm_inline_send(&out, NULL, 1, 0, 0), SHM_INVALID_ARGUMENT, "NULL");
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
}

/* Claims, messages that are held, and what there is not; the ring is full and empty many times. */
static void in_place(uint32_t flags)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    void *slot;
    size_t capacity = 0;
    shm_sender *sender = open_sender(flags, 4, &out);
    shm_receiver *receiver = open_receiver(&in);
    CHECK_REFUSED(shm_inline_commit(&out, 1, 0), SHM_NO_CLAIM, "nothing is claimed");
    CHECK_REFUSED(shm_inline_abort(&out), SHM_NO_CLAIM, "nothing is claimed");
    CHECK_REFUSED(shm_inline_release(&in), SHM_NO_CLAIM, "nothing more is held");
    CHECK_REFUSED(shm_inline_claim(&out, NULL, NULL, 0), SHM_INVALID_ARGUMENT, "NULL");
    CHECK_REFUSED(shm_inline_take(&in, NULL, 0), SHM_INVALID_ARGUMENT, "NULL");
    for (uint32_t round = 0; round < 50; round++) {
        for (uint32_t i = 0; i < 4; i++) {
            REQUIRE(shm_inline_claim(&out, &slot, &capacity, 0) == 0 && capacity == LARGEST);
            memset(slot, (int)(round + i), LARGEST);
        }
        CHECK_EQUAL(shm_inline_claim(&out, &slot, NULL, 0), SHM_FULL);
        CHECK_EQUAL(shm_inline_take(&in, &message, 0), SHM_EMPTY);
        CHECK_REFUSED(shm_inline_send(&out, "", 1, 0, 0), SHM_INVALID_ARGUMENT, "outstanding");
        CHECK_REFUSED(shm_inline_commit(&out, LARGEST + 1, 0), SHM_TOO_LARGE, "does not fit");
        for (uint32_t i = 0; i < 4; i++)
            CHECK_EQUAL(shm_inline_commit(&out, LARGEST - i, round + i), 0);
        for (uint32_t i = 0; i < 4; i++) {
            REQUIRE(shm_inline_take(&in, &message, 0) == 0);
            CHECK(message.length == LARGEST - i && message.tag == round + i);
            CHECK_EQUAL(*(const unsigned char *)message.data, round + i);
        }
        CHECK_EQUAL(shm_inline_take(&in, &message, SECOND / 1000), SHM_TIMEOUT);
        CHECK_EQUAL(shm_inline_claim(&out, &slot, NULL, SECOND / 1000), SHM_TIMEOUT);
        for (uint32_t i = 0; i < 4; i++)
            CHECK_EQUAL(shm_inline_release(&in), 0);

        /* Given up: burnt if it was marked, and skipped behind a message that is held. */
        CHECK_EQUAL(shm_inline_send(&out, "a", 2, 1, 0) | shm_inline_claim(&out, &slot, NULL, 0), 0);
        CHECK_EQUAL(shm_inline_abort(&out) | shm_inline_send(&out, "b", 2, 2, 0), 0);
        CHECK_EQUAL(shm_inline_take(&in, &message, 0), 0);
        CHECK_EQUAL(message.tag, 1);
        CHECK_EQUAL(shm_inline_take(&in, &message, 0), 0);
        CHECK_EQUAL(message.tag, 2);
        CHECK_EQUAL(shm_inline_release(&in) | shm_inline_release(&in), 0);
    }
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
}

/* Several at once: as many as there is room for, and as many as are there; the ring is passed many times. */
static void batches(uint32_t flags)
{
    enum { SLOTS = 32, BATCH = 12, ROUNDS = 200 };
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message[SLOTS];
    uint32_t sent[SLOTS], received[SLOTS], next = 0;
    void *slot;
    shm_sender *sender = open_sender(flags, SLOTS, &out);
    shm_receiver *receiver = open_receiver(&in);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        for (uint32_t i = 0; i < BATCH; i++)
            sent[i] = round * BATCH + i;
        CHECK_EQUAL(shm_inline_send_many(&out, sent, sizeof *sent, BATCH, 0), BATCH);
        if (round % 2 == 0) {
            CHECK_EQUAL(shm_inline_receive_many(&in, received, sizeof *received, message, SLOTS, 0), BATCH);
            for (uint32_t i = 0; i < BATCH; i++, next++)
                CHECK(received[i] == next && message[i].data == &received[i] && message[i].length == sizeof *received);
        } else {
            CHECK_EQUAL(shm_inline_take_many(&in, message, SLOTS, SECOND), BATCH);
            for (uint32_t i = 0; i < BATCH; i++, next++)
                CHECK_EQUAL(*(const uint32_t *)message[i].data, next);
            CHECK_EQUAL(shm_inline_release_many(&in, BATCH - 1) | shm_inline_release_many(&in, 1), 0);
        }
        CHECK_EQUAL(shm_inline_receive_many(&in, received, sizeof *received, message, SLOTS, 0), SHM_EMPTY);
    }

    CHECK_EQUAL(shm_inline_send_many(&out, sent, sizeof *sent, 0, 0), 0);
    CHECK_EQUAL(shm_inline_send_many(&out, sent, sizeof *sent, SLOTS, 0), SLOTS);
    CHECK_EQUAL(shm_inline_send_many(&out, sent, sizeof *sent, SLOTS, 0), SHM_FULL);
    CHECK_EQUAL(shm_inline_send_many(&out, sent, sizeof *sent, SLOTS, SECOND / 1000), SHM_TIMEOUT);
    CHECK_EQUAL(shm_inline_take_many(&in, message, 5, 0), 5);
    CHECK_EQUAL(shm_inline_send_many(&out, sent, sizeof *sent, SLOTS, 0), SHM_FULL); /* they are held */
    CHECK_EQUAL(shm_inline_release_many(&in, 5), 0);
    CHECK_EQUAL(shm_inline_send_many(&out, sent, sizeof *sent, SLOTS, 0), 5);
    CHECK_EQUAL(shm_inline_take_many(&in, message, SLOTS, 0), SLOTS);
    CHECK_REFUSED(shm_inline_release_many(&in, SLOTS + 1), SHM_NO_CLAIM, "held");
    CHECK_EQUAL(shm_inline_take_many(&in, message, SLOTS, SECOND / 1000), SHM_TIMEOUT);
    CHECK_EQUAL(shm_inline_take_many(&in, message, 0, 0) | shm_inline_release_many(&in, 0), 0);

    CHECK_REFUSED(shm_inline_send_many(&out, sent, LARGEST + 1, 1, 0), SHM_TOO_LARGE, "201 bytes");
    CHECK_REFUSED(shm_inline_send_many(&out, NULL, 4, 1, 0), SHM_INVALID_ARGUMENT, "NULL");
    CHECK_REFUSED(shm_inline_take_many(&in, NULL, 1, 0), SHM_INVALID_ARGUMENT, "NULL");
    CHECK_EQUAL(shm_inline_claim(&out, &slot, NULL, 0), 0);
    CHECK_REFUSED(shm_inline_send_many(&out, sent, 4, 1, 0), SHM_INVALID_ARGUMENT, "outstanding");
    CHECK_EQUAL(shm_inline_commit(&out, 6, 0), 0);
    CHECK_EQUAL(shm_inline_receive_many(&in, received, sizeof *received, message, 1, 0), 1); /* cut */
    CHECK_EQUAL(message[0].length, 6);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
}

/* From inline to ordinary and back, at any time; what is lent has no other calls. */
static void to_and_fro(void)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    shm_channel_info info;
    void *slot;
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 8, &out);
    shm_receiver *receiver = open_receiver(&in);
    shm_lent_sender again = out;
    info.struct_size = sizeof info;
    CHECK_REFUSED(shm_sender_send(sender, "", 1, 0, 0), SHM_CONCURRENT_USE, name);
    CHECK_EQUAL(shm_receiver_take(receiver, &message, 0), SHM_CONCURRENT_USE);
    CHECK_EQUAL(shm_sender_info(sender, &info), SHM_CONCURRENT_USE);
    CHECK_EQUAL(shm_sender_lend(sender, &again), SHM_CONCURRENT_USE);
    for (uint32_t i = 0; i < 40; i++) {
        CHECK_EQUAL(shm_inline_claim(&out, &slot, NULL, 0) | shm_inline_claim(&out, &slot, NULL, 0), 0);
        CHECK_EQUAL(shm_inline_commit(&out, 1, i), 0);
        CHECK_EQUAL(shm_sender_take_back(sender, &out), 0);
        CHECK_EQUAL(shm_sender_commit(sender, 2, i) | shm_sender_send(sender, "abc", 3, i, 0), 0);
        CHECK_EQUAL(shm_sender_lend(sender, &out) | shm_inline_send(&out, "abcd", 4, i, 0), 0);

        CHECK_EQUAL(shm_inline_take(&in, &message, 0) | shm_inline_take(&in, &message, 0), 0);
        CHECK(message.length == 2 && message.tag == i);
        CHECK_EQUAL(shm_inline_release(&in), 0);
        CHECK_EQUAL(shm_receiver_take_back(receiver, &in), 0);
        CHECK_EQUAL(shm_receiver_release_message(receiver, &message) | shm_receiver_take(receiver, &message, 0), 0);
        CHECK(message.length == 3 && message.tag == i);
        CHECK_EQUAL(shm_receiver_lend(receiver, &in) | shm_inline_take(&in, &message, 0), 0);
        CHECK(message.length == 4 && message.tag == i);
        CHECK_EQUAL(shm_inline_release(&in) | shm_inline_release(&in), 0);
    }
    CHECK_EQUAL(shm_sender_cancel(sender), 0); /* for the next wait */
    for (int i = 0; i < 8; i++)
        CHECK_EQUAL(shm_inline_send(&out, "", 0, 0, SHM_INFINITE), 0);
    CHECK_EQUAL(shm_inline_send(&out, "", 0, 0, SHM_INFINITE), SHM_CANCELLED);

    CHECK_EQUAL(shm_sender_take_back(sender, &out), 0);
    CHECK_REFUSED(shm_sender_take_back(sender, &out), SHM_INVALID_ARGUMENT, "not lent");
    CHECK_REFUSED(shm_inline_claim(&out, &slot, NULL, 0), SHM_INVALID_ARGUMENT, "not lent");
    CHECK_EQUAL(shm_sender_end(sender) | shm_sender_lend(sender, &out), 0);
    CHECK_EQUAL(shm_inline_send(&out, "", 0, 0, 0), SHM_CLOSED);
    for (int i = 0; i < 8; i++)
        CHECK_EQUAL(shm_inline_receive(&in, NULL, 0, NULL, 0), 0);
    CHECK_EQUAL(shm_inline_receive(&in, NULL, 0, NULL, 0), SHM_CLOSED);
    CHECK_EQUAL(shm_inline_receive(&in, NULL, 0, NULL, SHM_INFINITE), SHM_CLOSED);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
    CHECK_EQUAL(shm_sender_take_back(sender, &out), SHM_INVALID_HANDLE);
}

/* What cannot be lent says so, and stays as it was. */
static void refusals(void)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message[2];
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 8, &out);
    shm_receiver *receiver = open_receiver(&in);
    CHECK_EQUAL(shm_inline_send(&out, "", 1, 0, 0) | shm_inline_send(&out, "", 1, 0, 0), 0);
    CHECK_EQUAL(shm_receiver_take_back(receiver, &in) | shm_sender_take_back(sender, &out), 0);
    CHECK_EQUAL(shm_receiver_take(receiver, &message[0], 0) | shm_receiver_take(receiver, &message[1], 0), 0);
    CHECK_EQUAL(shm_receiver_release_message(receiver, &message[1]), 0);
    CHECK_REFUSED(shm_receiver_lend(receiver, &in), SHM_INVALID_ARGUMENT, "before an older one");
    CHECK_EQUAL(shm_receiver_release_message(receiver, &message[0]) | shm_receiver_lend(receiver, &in), 0);
    in.released += 2; /* what the struct says cannot be */
    CHECK_REFUSED(shm_receiver_take_back(receiver, &in), SHM_INVALID_ARGUMENT, "not to this struct");
    CHECK(shm_sender_poll_fd(sender) >= 0);
    CHECK_REFUSED(shm_sender_lend(sender, &out), SHM_INVALID_ARGUMENT, "descriptor");
    out.struct_size = 0;
    CHECK_REFUSED(shm_sender_lend(sender, &out), SHM_INVALID_ARGUMENT, "struct_size");
    out.struct_size = sizeof out - 8; /* an older header's */
    CHECK_REFUSED(shm_sender_lend(sender, &out), SHM_INVALID_ARGUMENT, "compile against");
    out.struct_size = sizeof out;
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
    CHECK_REFUSED(shm_sender_lend(sender, &out), SHM_INVALID_HANDLE, "handle");

    REQUIRE(shm_value_open_writer(name, NULL, NULL, &sender) == 0);
    CHECK_REFUSED(shm_sender_lend(sender, &out), SHM_WRONG_KIND, name);
    CHECK_EQUAL(shm_sender_close(sender), 0);
}

/* What a slot says is checked, as in the library. */
static void corrupted(void)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 8, &out);
    shm_receiver *receiver = open_receiver(&in);
    CHECK_EQUAL(shm_inline_send(&out, "", 1, 0, 0) | shm_inline_send(&out, "", 1, 7, 0), 0);
    ((shm_slot *)(void *)out.slots)->length = LARGEST + 1000;
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), SHM_CORRUPT);
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), 0);
    CHECK_EQUAL(message.tag, 7);
    ((shm_slot *)(void *)(out.slots + 2 * out.stride))->state = shm_inline_word(8, 0, SHM_PHASE_READY);
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), SHM_CORRUPT);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
}

/* A forked child cannot use what its parent opened, and does no harm to it. */
static void forked(void)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    void *slot;
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 8, &out);
    shm_receiver *receiver = open_receiver(&in);
    CHECK_EQUAL(shm_inline_send(&out, "", 1, 1, 0) | shm_inline_take(&in, &message, 0), 0);
    CHECK_EQUAL(shm_inline_claim(&out, &slot, NULL, 0), 0);
    const pid_t child = fork();
    if (child == 0)
        _exit(shm_inline_claim(&out, &slot, NULL, 0) != SHM_FORKED_CHILD ||
              shm_inline_commit(&out, 1, 0) != SHM_FORKED_CHILD || shm_inline_release(&in) != SHM_FORKED_CHILD ||
              shm_inline_take(&in, &message, 0) != SHM_FORKED_CHILD ||
              shm_inline_receive(&in, NULL, 0, NULL, SHM_INFINITE) != SHM_FORKED_CHILD);
    wait_for(child);
    CHECK_EQUAL(shm_inline_commit(&out, 1, 2) | shm_inline_release(&in) | shm_inline_take(&in, &message, 0), 0);
    CHECK_EQUAL(message.tag, 2);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
}

/* The other process: it reads everything, or is killed with a claim and a message in hand. */
static int receive_stream(void)
{
    shm_lent_receiver in;
    shm_message message;
    uint32_t number;
    shm_receiver *receiver = open_receiver(&in);
    for (uint32_t i = 0; i < MESSAGES; i++) {
        REQUIRE(shm_inline_receive(&in, &number, sizeof number, &message, 60 * SECOND) == 0);
        REQUIRE(number == i && message.tag == i && message.length == sizeof number);
        if (i % 1000 == 999)
            usleep(2000); /* the publisher sleeps, and is woken */
    }
    CHECK_EQUAL(shm_inline_take(&in, &message, 60 * SECOND), SHM_CLOSED);
    CHECK_EQUAL(shm_receiver_close(receiver), 0);
    return check_failures != 0;
}

static int publish_and_die(void)
{
    shm_lent_sender out;
    void *slot;
    open_sender(SHM_CHANNEL_OBSERVABLE, 4, &out);
    REQUIRE(shm_inline_send(&out, "", 1, 1, 0) == 0 && shm_inline_claim(&out, &slot, NULL, 0) == 0);
    return raise(SIGKILL);
}

static void streams(const char *program, uint32_t flags)
{
    shm_lent_sender out;
    shm_sender *sender = open_sender(flags, 4, &out);
    const pid_t child = start(program, is_queue ? "queue-receive" : "receive", name);
    shm_channel_info info;
    info.struct_size = sizeof info;
    do { /* what is sent before it has joined is not for it */
        usleep(1000);
        REQUIRE(shm_channel_stat(name, &info) == 0);
    } while (info.receivers == 0);
    for (uint32_t i = 0; i < MESSAGES; i++) {
        REQUIRE(shm_inline_send(&out, &i, sizeof i, i, 60 * SECOND) == 0);
        if (i % 1000 == 499)
            usleep(2000); /* the subscriber sleeps, and is woken */
    }
    CHECK_EQUAL(shm_sender_take_back(sender, &out) | shm_sender_end(sender), 0);
    wait_for(child);
    CHECK_EQUAL(shm_sender_close(sender), 0);
}

/* The next publisher goes on where the dead one stopped: what was claimed is burnt, and skipped. */
static void killed(const char *program)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    int status = 0;
    shm_sender *sender = open_sender(SHM_CHANNEL_OBSERVABLE, 4, &out);
    shm_receiver *receiver = open_receiver(&in);
    CHECK_EQUAL(shm_sender_close(sender), 0);
    waitpid(start(program, "die", name), &status, 0);
    CHECK(WIFSIGNALED(status));
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), 0);
    CHECK_EQUAL(message.tag, 1);
    sender = open_sender(SHM_CHANNEL_OBSERVABLE, 4, &out);
    CHECK_EQUAL(shm_inline_send(&out, "", 1, 2, 0) | shm_inline_take(&in, &message, 0), 0);
    CHECK_EQUAL(message.tag, 2);
    CHECK_EQUAL(shm_inline_release(&in), 0);
    CHECK_EQUAL(in.released, 2); /* the burnt one behind it too */
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
}

/* A message wakes who waits for one, a slot that is given back who waits for room. */
static void wakes(uint32_t flags)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    shm_sender *sender = open_sender(flags, 2, &out);
    shm_receiver *receiver = open_receiver(&in);
    CHECK_EQUAL(shm_receiver_take_back(receiver, &in), 0);
    pthread_t thread = start_sleeper(take_one, receiver, &out.header->data_flag);
    uint32_t before = out.header->data_word;
    CHECK_EQUAL(shm_inline_send(&out, "", 0, 0, 0), 0);
    was_woken(thread, &out.header->data_word, before, 0);

    REQUIRE(shm_receiver_release(receiver) == 0 && shm_receiver_lend(receiver, &in) == 0);
    CHECK_EQUAL(shm_inline_send(&out, "", 0, 0, 0) | shm_inline_send(&out, "", 0, 0, 0), 0); /* no more room */
    CHECK_EQUAL(shm_sender_take_back(sender, &out), 0);
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), 0);
    thread = start_sleeper(send_one, sender, &in.header->space_flag);
    before = in.header->space_word;
    CHECK_EQUAL(shm_inline_release(&in), 0);
    was_woken(thread, &in.header->space_word, before, 0);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
}

int main(int count, char **arguments)
{
    if (count == 3) {
        name = arguments[2];
        is_queue = strncmp(arguments[1], "queue-", 6) == 0;
        return strstr(arguments[1], "receive") != NULL ? receive_stream() : publish_and_die();
    }
    name = channel_name("inline");
    for (is_queue = 0; is_queue <= 1; is_queue++) {
        static const uint32_t kinds[] = {SHM_CHANNEL_NONE, SHM_CHANNEL_OBSERVABLE, SHM_CHANNEL_CONCURRENT,
                                         SHM_CHANNEL_CONCURRENT | SHM_CHANNEL_OBSERVABLE};
        for (int i = 0; i < (is_queue ? 1 : 4); i++) {
            sizes(kinds[i]);
            in_place(kinds[i]);
            batches(kinds[i]);
            wakes(kinds[i]);
            streams(arguments[0], kinds[i]);
        }
        to_and_fro();
        forked();
    }
    is_queue = 0;
    refusals();
    corrupted();
    killed(arguments[0]);
    return check_failures != 0;
}
