/* The inline calls of a queue, where it is not as a topic: many ends, holes, what comes again, more than fits the
 * struct. */
#include <stddef.h>

/* Others act at a chosen load of a 64-bit word: see_word. The inline calls load state words, head and tail so. */
static void see_word(const volatile void *word);
#define __atomic_load_n(word, order) (see_word(word), __atomic_load_n(word, order))

#include "inline_ends.h"
#include <signal.h>

enum { PRODUCERS = 3, CONSUMERS = 3, EACH = 20000 };

/* More than the struct holds: the library's as long as there are so many, and all in their order. */
static void many_at_once(void)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    void *slot;
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 64, &out);
    shm_receiver *receiver = open_receiver(&in);
    for (uint32_t round = 0; round < 20; round++) {
        const uint32_t many = 2 * SHM_MOST_INLINE + round;
        for (uint32_t i = 0; i < many; i++)
            REQUIRE(shm_inline_claim(&out, &slot, NULL, 0) == 0);
        for (uint32_t i = 0; i < many; i++)
            CHECK_EQUAL(shm_inline_commit(&out, i, i), 0);
        for (uint32_t i = 0; i < many; i++) {
            REQUIRE(shm_inline_take(&in, &message, 0) == 0);
            CHECK(message.tag == i && message.length == i);
        }
        for (uint32_t i = 0; i < many; i++)
            CHECK_EQUAL(shm_inline_release(&in), 0);
        CHECK_EQUAL(shm_inline_release(&in), SHM_NO_CLAIM);
        CHECK_EQUAL(shm_inline_commit(&out, 0, 0), SHM_NO_CLAIM);
    }
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
}

/* A hole that another producer has still to fill is passed, and filled later; nothing is lost. */
static void holes(void)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    void *slot;
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 8, &out), *slow;
    shm_receiver *receiver = open_receiver(&in);
    REQUIRE(shm_queue_open_producer(name, NULL, NULL, &slow) == 0);
    for (uint32_t round = 0; round < 30; round++) {
        CHECK_EQUAL(shm_sender_claim(slow, &slot, NULL, 0), 0);
        CHECK_EQUAL(shm_inline_take(&in, &message, 0), SHM_EMPTY);
        CHECK_EQUAL(shm_inline_send(&out, "ab", 3, 1, 0), 0);
        CHECK_EQUAL(shm_inline_take(&in, &message, 0), 0);
        CHECK_EQUAL(message.tag, 1);
        CHECK_EQUAL(shm_sender_commit(slow, 0, 2) | shm_inline_take(&in, &message, 0), 0);
        CHECK_EQUAL(message.tag, 2);
        CHECK_EQUAL(shm_inline_release(&in) | shm_inline_release(&in), 0);
    }
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender) | shm_sender_close(slow), 0);
}

/* Between a consumer's looks at a hole and at the message behind it, the producer of the hole fills it and sends its
 * next message there: the consumer looks again, and takes them in their order. */
static const volatile void *awaited_word;
static shm_sender *acting;

static void see_word(const volatile void *word)
{
    if (word == NULL || word != awaited_word)
        return;
    awaited_word = NULL;
    CHECK_EQUAL(shm_sender_commit(acting, 0, 1), 0);
    CHECK_EQUAL(shm_sender_send(acting, "", 1, 2, 0), 0);
}

static void second_look(void)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    void *slot;
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 8, &out);
    shm_receiver *receiver = open_receiver(&in);
    REQUIRE(shm_queue_open_producer(name, NULL, NULL, &acting) == 0);
    for (uint64_t sequence = 0; sequence < 30; sequence += 2) {
        REQUIRE(shm_sender_claim(acting, &slot, NULL, 0) == 0);
        awaited_word = &((shm_slot *)(void *)(in.slots + (sequence + 1) % 8 * in.stride))->state;
        CHECK_EQUAL(shm_inline_take(&in, &message, 0), 0);
        CHECK(awaited_word == NULL); /* it did come to the second slot */
        CHECK_EQUAL(message.tag, 1);
        CHECK_EQUAL(shm_inline_take(&in, &message, 0), 0);
        CHECK_EQUAL(message.tag, 2);
        CHECK_EQUAL(shm_inline_release(&in) | shm_inline_release(&in), 0);
    }
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender) | shm_sender_close(acting), 0);
}

/* What a consumer had taken inline when it was killed comes again, and says so; what a producer had claimed is free. */
static void killed(const char *program)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    int status = 0;
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 4, &out);
    shm_receiver *receiver = open_receiver(&in);
    for (uint32_t i = 0; i < 3; i++)
        CHECK_EQUAL(shm_inline_send(&out, "abc", 4, i, 0), 0);
    waitpid(start(program, "die", name), &status, 0);
    CHECK(WIFSIGNALED(status));
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), 0);
    CHECK(message.tag == 2 && message.flags == SHM_MESSAGE_NONE);
    for (uint32_t i = 0; i < 2; i++) {
        REQUIRE(shm_inline_take(&in, &message, 5 * SECOND) == 0);
        CHECK(message.tag == i && message.flags == SHM_MESSAGE_REDELIVERED && memcmp(message.data, "abc", 4) == 0);
    }
    CHECK_EQUAL(in.intent, 0);
    CHECK_EQUAL(shm_inline_release(&in), 0); /* the oldest that was taken, which is not the lowest */
    CHECK_EQUAL(in.intent, 0);
    CHECK_EQUAL(shm_inline_release(&in) | shm_inline_release(&in), 0);
    CHECK(in.intent == SHM_CHANNEL_NO_SEQUENCE);
    for (uint32_t i = 0; i < 4; i++)
        CHECK_EQUAL(shm_inline_send(&out, "", 0, 0, 5 * SECOND), 0);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
}

static int take_claim_and_die(void)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    void *slot;
    open_receiver(&in);
    open_sender(SHM_CHANNEL_NONE, 4, &out);
    REQUIRE(shm_inline_take(&in, &message, 0) == 0 && shm_inline_take(&in, &message, 0) == 0);
    REQUIRE(shm_inline_claim(&out, &slot, NULL, 0) == 0);
    return raise(SIGKILL);
}

/* The stream ends for all; a claim that comes too late leaves nothing behind. */
static void ended(void)
{
    shm_lent_sender out;
    shm_lent_receiver in, other_in;
    shm_message message;
    void *slot;
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 8, &out), *other;
    shm_receiver *receiver = open_receiver(&in), *other_receiver = open_receiver(&other_in);
    REQUIRE(shm_queue_open_producer(name, NULL, NULL, &other) == 0);
    CHECK_EQUAL(shm_inline_claim(&out, &slot, NULL, 0) | shm_sender_end(other), 0);
    for (int i = 0; i < 3; i++)
        CHECK_EQUAL(shm_inline_claim(&out, &slot, NULL, 0), SHM_CLOSED);
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), SHM_EMPTY); /* the first claim may still be committed */
    CHECK_EQUAL(shm_inline_commit(&out, 1, 7), 0);
    CHECK_EQUAL(shm_inline_send(&out, "", 1, 0, 0), SHM_CLOSED);
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), 0);
    CHECK_EQUAL(message.tag, 7);
    CHECK_EQUAL(shm_inline_take(&other_in, &message, 0), SHM_EMPTY); /* it may come back */
    CHECK_EQUAL(shm_inline_release(&in), 0);
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), SHM_CLOSED);
    CHECK_EQUAL(shm_inline_take(&other_in, &message, SHM_INFINITE), SHM_CLOSED);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_receiver_close(other_receiver), 0);
    CHECK_EQUAL(shm_sender_close(sender) | shm_sender_close(other), 0);
}

/* At the end of the stream another consumer waits to see whether the message that is held comes back. */
static void last_release(void)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 4, &out);
    shm_receiver *receiver = open_receiver(&in), *other;
    REQUIRE(shm_queue_open_consumer(name, NULL, &other) == 0);
    CHECK_EQUAL(shm_inline_send(&out, "", 0, 0, 0) | shm_inline_take(&in, &message, 0), 0);
    CHECK_EQUAL(shm_sender_take_back(sender, &out) | shm_sender_end(sender), 0);
    const pthread_t thread = start_sleeper(take_one, other, &in.header->data_flag);
    const uint32_t before = in.header->data_word;
    CHECK_EQUAL(shm_inline_release(&in), 0);
    was_woken(thread, &in.header->data_word, before, SHM_CLOSED);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_receiver_close(other) | shm_sender_close(sender), 0);
}

/* What shared memory says is checked, as in the library. */
static void corrupted(void)
{
    shm_lent_sender out;
    shm_lent_receiver in;
    shm_message message;
    void *slot;
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 8, &out);
    shm_receiver *receiver = open_receiver(&in);
    CHECK_EQUAL(shm_inline_send(&out, "", 1, 0, 0) | shm_inline_send(&out, "", 1, 7, 0), 0);
    ((shm_slot *)(void *)out.slots)->length = LARGEST + 1000;
    memset(&message, 0xAA, sizeof message);
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), SHM_CORRUPT);
    CHECK(message.tag == 0xAAAAAAAA);
    CHECK_EQUAL(shm_inline_take(&in, &message, 0), 0);
    CHECK_EQUAL(message.tag, 7);
    out.header->tail += 1000; /* a hint that is ahead of its slots */
    CHECK_EQUAL(shm_inline_claim(&out, &slot, NULL, 0), SHM_CORRUPT);
    out.header->tail -= 1000;
    ((shm_slot *)(void *)(out.slots + 2 * out.stride))->state = ~UINT64_C(0);
    in.header->head = 2;
    CHECK(shm_inline_take(&in, &message, 0) != 0);
    CHECK(shm_inline_take(&in, &message, SECOND / 100) != 0);
    CHECK_EQUAL(shm_inline_release(&in), 0);
    CHECK_EQUAL(shm_receiver_close(receiver) | shm_sender_close(sender), 0);
}

/* ---- many at once: every message to one consumer, whole, and each producer's in order */

static int produce(void)
{
    shm_lent_sender out;
    uint32_t message[2] = {(uint32_t)getpid(), 0};
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 8, &out);
    for (; message[1] < EACH; message[1]++)
        REQUIRE(shm_inline_send(&out, message, sizeof message, message[0] ^ message[1], 60 * SECOND) == 0);
    CHECK_EQUAL(shm_sender_close(sender), 0);
    return check_failures != 0;
}

static int consume(void)
{
    shm_lent_receiver in;
    shm_message taken;
    uint32_t message[2], pids[PRODUCERS] = {0}, next[PRODUCERS] = {0};
    uint64_t count_and_sum[2] = {0, 0};
    shm_sender *results;
    shm_receiver *receiver = open_receiver(&in);
    int status;
    for (int i = 0; (status = shm_inline_take(&in, &taken, 60 * SECOND)) == 0; i++) {
        REQUIRE(taken.length == sizeof message);
        memcpy(message, taken.data, sizeof message);
        REQUIRE(taken.tag == (message[0] ^ message[1]) && shm_inline_release(&in) == 0);
        int from = 0;
        while (pids[from] != 0 && pids[from] != message[0])
            REQUIRE(++from < PRODUCERS);
        pids[from] = message[0];
        REQUIRE(message[1] >= next[from]);
        next[from] = message[1] + 1;
        count_and_sum[0]++;
        count_and_sum[1] += message[1];
        if (i % 5000 == 4999)
            usleep(2000); /* others sleep, and are woken */
    }
    CHECK_EQUAL(status, SHM_CLOSED);
    char results_name[128];
    snprintf(results_name, sizeof results_name, "%s-results", name);
    REQUIRE(shm_queue_open_producer(results_name, NULL, NULL, &results) == 0);
    CHECK_EQUAL(shm_sender_send(results, count_and_sum, sizeof count_and_sum, 0, 0) | shm_sender_close(results), 0);
    CHECK_EQUAL(shm_receiver_close(receiver), 0);
    return check_failures != 0;
}

static void competing(const char *program)
{
    shm_lent_sender out;
    char results_name[128];
    uint64_t count = 0, sum = 0, count_and_sum[2];
    pid_t producers[PRODUCERS], consumers[CONSUMERS];
    shm_receiver *results;
    shm_sender *sender = open_sender(SHM_CHANNEL_NONE, 8, &out), *keeper;
    snprintf(results_name, sizeof results_name, "%s-results", name);
    REQUIRE(shm_queue_open_producer(results_name, NULL, NULL, &keeper) == 0);
    REQUIRE(shm_queue_open_consumer(results_name, NULL, &results) == 0);
    for (int i = 0; i < CONSUMERS; i++)
        consumers[i] = start(program, "consume", name);
    for (int i = 0; i < PRODUCERS; i++)
        producers[i] = start(program, "produce", name);
    for (int i = 0; i < PRODUCERS; i++)
        wait_for(producers[i]);
    CHECK_EQUAL(shm_sender_take_back(sender, &out) | shm_sender_end(sender), 0);
    for (int i = 0; i < CONSUMERS; i++) {
        wait_for(consumers[i]);
        REQUIRE(shm_receiver_receive(results, count_and_sum, sizeof count_and_sum, NULL, 5 * SECOND) == 0);
        count += count_and_sum[0];
        sum += count_and_sum[1];
    }
    CHECK_EQUAL(count, PRODUCERS * EACH);
    CHECK_EQUAL(sum, PRODUCERS * (uint64_t)EACH * (EACH - 1) / 2);
    CHECK_EQUAL(shm_sender_close(sender) | shm_sender_close(keeper) | shm_receiver_close(results), 0);
}

int main(int count, char **arguments)
{
    is_queue = 1;
    if (count == 3) {
        name = arguments[2];
        return strcmp(arguments[1], "produce") == 0   ? produce()
               : strcmp(arguments[1], "consume") == 0 ? consume()
                                                      : take_claim_and_die();
    }
    name = channel_name("inline-queue");
    many_at_once();
    holes();
    second_look();
    killed(arguments[0]);
    ended();
    last_release();
    corrupted();
    competing(arguments[0]);
    return check_failures != 0;
}
