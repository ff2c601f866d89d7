/* The inline calls of a topic's concurrent publishers, where they are not as others: many at once, the gate, a claim
 * that comes too late, and one that is left by a dead publisher. */
#include "inline_ends.h"
#include <signal.h>

enum { PUBLISHERS = 3, SUBSCRIBERS = 2, EACH = 20000 };

/* More claims than the struct holds: the library's as long as there are so many, and all in their order. */
static void many_claims(void)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    void *slot;
    shm_sender *sender = open_sender(SHM_CHANNEL_CONCURRENT, 32, &out);
    shm_receiver *receiver = open_receiver(&in);
    for (uint32_t i = 0; i < 2 * SHM_MOST_INLINE; i++)
        CHECK_EQUAL(shm_inline_claim(&out, &slot, NULL, 0), 0);
    CHECK_EQUAL(shm_inline_claim(&out, &slot, NULL, 0), SHM_FULL);
    for (uint32_t i = 0; i < 2 * SHM_MOST_INLINE; i++)
        CHECK_EQUAL(shm_inline_commit(&out, 1, i), 0);
    for (uint32_t i = 0; i < 2 * SHM_MOST_INLINE; i++) {
        REQUIRE(shm_inline_receive(&in, &slot, sizeof slot, &message, 0) == 0);
        CHECK_EQUAL(message.tag, i);
    }
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
}

/* No subscriber is overtaken, also one that joins after the limit was lent. */
static void gate(void)
{
    shm_lent_sender out, other_out;
    shm_lent_receiver in;
    shm_message message;
    shm_sender *sender = open_sender(SHM_CHANNEL_CONCURRENT, 8, &out);
    shm_sender *other = open_sender(SHM_CHANNEL_CONCURRENT, 8, &other_out);
    for (int i = 0; i < 100; i++) /* nobody waits for these */
        CHECK_EQUAL(shm_inline_send(i % 3 == 0 ? &other_out : &out, "", 1, 0, 0), 0);
    shm_receiver *receiver = open_receiver(&in);
    uint32_t sent = 0;
    while (shm_inline_send(sent % 2 == 0 ? &other_out : &out, "", 1, sent, 0) == 0)
        sent++;
    CHECK(sent > 0 && sent <= 8);
    for (uint32_t i = 0; i < sent; i++) {
        REQUIRE(shm_inline_take(&in, &message, 0) == 0);
        CHECK_EQUAL(message.tag, i);
    }
    CHECK_EQUAL(shm_inline_send(&out, "", 1, 0, 0), SHM_FULL);
    CHECK_EQUAL(shm_inline_release(&in) | shm_inline_send(&other_out, "", 1, sent, 0), 0);
    CHECK_EQUAL(shm_inline_send(&out, "", 1, 0, 0), SHM_FULL);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender) | shm_sender_close(other), 0);
}

/* The stream ends for all; a claim that comes too late is burnt, and says so. */
static void ended(void)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    void *slot;
    const shm_channel_options options = shape(SHM_CHANNEL_CONCURRENT, 8);
    shm_sender *sender = open_sender(SHM_CHANNEL_CONCURRENT, 8, &out), *other;
    shm_receiver *receiver = open_receiver(&in);
    REQUIRE(shm_topic_open_publisher(name, &options, NULL, &other) == 0);
    CHECK_EQUAL(shm_inline_claim(&out, &slot, NULL, 0) | shm_sender_end(other), 0);
    for (int i = 0; i < 3; i++)
        CHECK_EQUAL(shm_inline_claim(&out, &slot, NULL, 0), SHM_CLOSED);
    CHECK_EQUAL(((shm_slot *)(void *)(out.slots + out.stride))->state, shm_inline_word(1, 0, SHM_PHASE_ABORTED));
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), SHM_EMPTY); /* the first claim may still be committed */
    CHECK_EQUAL(shm_inline_commit(&out, 1, 7), 0);
    CHECK_EQUAL(shm_inline_send(&out, "", 1, 0, 0), SHM_CLOSED);
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), 0);
    CHECK_EQUAL(message.tag, 7);
    CHECK_EQUAL(shm_inline_release(&in), 0);
    CHECK_EQUAL(shm_inline_take(&in, &message, SHM_INFINITE), SHM_CLOSED);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender) | shm_sender_close(other), 0);
}

static int claim_and_die(void)
{
    shm_lent_sender out;
    void *slot;
    open_sender(SHM_CHANNEL_CONCURRENT, 4, &out);
    REQUIRE(shm_inline_send(&out, "", 1, 1, 0) == 0 && shm_inline_claim(&out, &slot, NULL, 0) == 0);
    return raise(SIGKILL);
}

/* What it claimed is burnt, and skipped; another publisher that waits a round ahead gets on. */
static void killed(const char *program)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    int status = 0;
    shm_sender *sender = open_sender(SHM_CHANNEL_CONCURRENT, 4, &out);
    shm_receiver *receiver = open_receiver(&in);
    waitpid(start(program, "die", name), &status, 0);
    CHECK(WIFSIGNALED(status));
    CHECK_EQUAL(shm_inline_send(&out, "", 1, 2, 0), 0);
    for (uint32_t tag = 1; tag <= 2; tag++) {
        CHECK_EQUAL(shm_inline_take(&in, &message, 5 * SECOND), 0);
        CHECK_EQUAL(message.tag, tag);
        CHECK_EQUAL(shm_inline_release(&in), 0);
    }
    for (uint32_t i = 0; i < 4; i++)
        CHECK_EQUAL(shm_inline_send(&out, "", 1, i, 5 * SECOND), 0);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
}

/* What shared memory says is checked, as in the library. */
static void corrupted(void)
{
    shm_lent_sender out;
    void *slot;
    shm_sender *sender = open_sender(SHM_CHANNEL_CONCURRENT, 8, &out);
    CHECK_EQUAL(shm_inline_send(&out, "", 1, 0, 0), 0);
    out.header->tail += 2000; /* a hint that is ahead of its slots */
    CHECK(shm_inline_claim(&out, &slot, NULL, 0) < 0);
    out.header->tail -= 2000;
    ((shm_slot *)(void *)(out.slots + out.stride))->state = shm_inline_word(1, 77, SHM_PHASE_WRITING);
    CHECK_EQUAL(shm_inline_send(&out, "", 1, 0, 0), 0); /* a sequence that is taken is passed */
    CHECK_EQUAL(shm_sender_close(sender), 0);
}

/* ---- many at once: every message to every subscriber, whole, and each publisher's in order */

static int publish(void)
{
    shm_lent_sender out;
    uint32_t message[16][2];
    shm_sender *sender = open_sender(SHM_CHANNEL_CONCURRENT, 8, &out);
    for (uint32_t sent = 0; sent < EACH;) {
        for (uint32_t i = 0; i < 16; i++)
            message[i][0] = (uint32_t)getpid(), message[i][1] = sent + i;
        if (sent % 3 == 0) {
            REQUIRE(shm_inline_send(&out, message, sizeof *message, 0, 60 * SECOND) == 0);
            sent++;
        } else {
            const uint32_t most = EACH - sent < 16 ? EACH - sent : 16;
            const int count = shm_inline_send_many(&out, message, sizeof *message, most, 60 * SECOND);
            REQUIRE(count > 0);
            sent += (uint32_t)count;
        }
    }
    CHECK_EQUAL(shm_sender_close(sender), 0);
    return check_failures != 0;
}

static int subscribe(void)
{
    shm_lent_receiver in;
    uint32_t message[16][2], pids[PUBLISHERS] = {0}, next[PUBLISHERS] = {0}, count = 0;
    shm_message details[16];
    shm_receiver *receiver = open_receiver(&in);
    int status;
    while ((status = shm_inline_receive_many(&in, message, sizeof *message, details, 16, 60 * SECOND)) > 0) {
        for (int i = 0; i < status; i++, count++) {
            int from = 0;
            while (pids[from] != 0 && pids[from] != message[i][0])
                REQUIRE(++from < PUBLISHERS);
            pids[from] = message[i][0];
            REQUIRE(details[i].length == sizeof *message && message[i][1] == next[from]);
            next[from]++;
        }
        if (count % 1000 < 3)
            usleep(2000); /* publishers sleep, and are woken */
    }
    CHECK_EQUAL(status, SHM_CLOSED);
    CHECK_EQUAL(count, PUBLISHERS * EACH);
    CHECK_EQUAL(shm_receiver_close(receiver), 0);
    return check_failures != 0;
}

static void competing(const char *program)
{
    shm_lent_sender out;
    pid_t publishers[PUBLISHERS], subscribers[SUBSCRIBERS];
    shm_channel_info info = SHM_CHANNEL_INFO_INIT;
    shm_sender *sender = open_sender(SHM_CHANNEL_CONCURRENT, 8, &out);
    for (int i = 0; i < SUBSCRIBERS; i++)
        subscribers[i] = start(program, "subscribe", name);
    do {
        usleep(1000);
        REQUIRE(shm_channel_stat(name, &info) == 0);
    } while (info.receivers < SUBSCRIBERS);
    for (int i = 0; i < PUBLISHERS; i++)
        publishers[i] = start(program, "publish", name);
    for (int i = 0; i < PUBLISHERS; i++)
        wait_for(publishers[i]);
    CHECK_EQUAL(shm_sender_take_back(sender, &out) | shm_sender_end(sender), 0);
    for (int i = 0; i < SUBSCRIBERS; i++)
        wait_for(subscribers[i]);
    CHECK_EQUAL(shm_sender_close(sender), 0);
}

int main(int count, char **arguments)
{
    if (count == 3) {
        name = arguments[2];
        return strcmp(arguments[1], "publish") == 0     ? publish()
               : strcmp(arguments[1], "subscribe") == 0 ? subscribe()
                                                        : claim_and_die();
    }
    name = channel_name("inline-concurrent");
    many_claims();
    gate();
    ended();
    killed(arguments[0]);
    corrupted();
    competing(arguments[0]);
    return check_failures != 0;
}
