/*
 * A participant that dies inside shmnative_inline.h: ADDRESS NUMBER LOADS SETUP DEED, as the verb "fault-victim" of
 * ShmNative.TestHost, which starts it and knows the scenarios. It dies after the change with this number that the
 * inline calls of DEED make, or after a command; what the library changes, the other victim dies of.
 */
#include <signal.h>
#include <unistd.h>

static long points_left; /* 0: it lives */

/* A call, so that the compiler moves no store past it. */
__attribute__((noinline)) static void point(void)
{
    if (points_left > 0 && --points_left == 0)
        kill(getpid(), SIGKILL);
}

#define SHM_INLINE_POINT() point()
#include <shmnative_inline.h>

#include "../conformance/traffic.h"

enum {
    CAPACITY = 48,
    SIZE = 45,
    MANY = 3,
    VICTIM = 2,
    CORPSE = 3,
    PATIENCE_MS = 60000
}; /* FaultMessages.cs, FaultVictim.cs */

/* The compiler does not know it: such a message is copied by two moves, with a point between. */
static volatile size_t message_size = SIZE;

static const char *address;
static shm_sender *sender;
static shm_receiver *receiver;
static shm_lent_sender lent_sender = SHM_LENT_SENDER_INIT;
static shm_lent_receiver lent_receiver = SHM_LENT_RECEIVER_INIT;
static uint32_t number, sent, claimed;

static int lend(void)
{
    return sender != NULL ? shm_sender_lend(sender, &lent_sender) : shm_receiver_lend(receiver, &lent_receiver);
}

static int take_back(void)
{
    return sender != NULL ? shm_sender_take_back(sender, &lent_sender)
                          : shm_receiver_take_back(receiver, &lent_receiver);
}

static int open_end(const struct words *words)
{
    const char *role = words->word[1];
    const shm_channel_options creation = {
        .struct_size = sizeof creation,
        .flags = (uint32_t)((option_has(words, "concurrent") ? SHM_CHANNEL_CONCURRENT : 0) |
                            (option_has(words, "observable") ? SHM_CHANNEL_OBSERVABLE : 0) |
                            (option_has(words, "at-most-once") ? SHM_CHANNEL_AT_MOST_ONCE : 0)),
        .slots = (uint64_t)option_number(words, "slots", 0),
        .capacity = CAPACITY,
    };
    const shm_endpoint_options options = {
        .struct_size = sizeof options, .flags = SHM_ENDPOINT_WAIT_FOR_PEER, .name = "victim"};
    const int status = strcmp(role, "publisher") == 0  ? shm_topic_open_publisher(address, &creation, &options, &sender)
                       : strcmp(role, "producer") == 0 ? shm_queue_open_producer(address, &creation, &options, &sender)
                       : strcmp(role, "consumer") == 0 ? shm_queue_open_consumer(address, &options, &receiver)
                                                       : shm_topic_open_subscriber(address, &options, &receiver);
    return status != 0 ? status : lend();
}

static int send_message(long long milliseconds)
{
    unsigned char message[SIZE];
    fill(message, SIZE, tag_of(number, sent));
    const int status =
        shm_inline_send(&lent_sender, message, message_size, tag_of(number, sent), milliseconds * 1000000);
    sent += status == 0;
    return status;
}

static int claim(void)
{
    void *data;
    const int status = shm_inline_claim(&lent_sender, &data, NULL, PATIENCE_MS * INT64_C(1000000));
    if (status != 0)
        return status;
    fill(data, SIZE / 2, tag_of(number, sent + claimed));
    point();
    fill(data, SIZE, tag_of(number, sent + claimed++));
    return 0;
}

static int commit(void)
{
    claimed--;
    sent++;
    return shm_inline_commit(&lent_sender, SIZE, tag_of(number, sent - 1));
}

static int take(long long milliseconds)
{
    shm_message message;
    return shm_inline_take(&lent_receiver, &message, milliseconds * 1000000);
}

static int receive(void)
{
    unsigned char message[CAPACITY];
    return shm_inline_receive(&lent_receiver, message, CAPACITY, NULL, PATIENCE_MS * INT64_C(1000000));
}

/* As many as are there, up to three; what was taken is given back by "release-many". */
static int take_several(void)
{
    shm_message messages[MANY];
    const int count = shm_inline_take_many(&lent_receiver, messages, MANY, PATIENCE_MS * INT64_C(1000000));
    return count < 0 ? count : 0;
}

static int receive_several(void)
{
    unsigned char buffer[MANY][CAPACITY];
    shm_message messages[MANY];
    const int count =
        shm_inline_receive_many(&lent_receiver, buffer, CAPACITY, messages, MANY, PATIENCE_MS * INT64_C(1000000));
    return count < 0 ? count : 0;
}

static int execute(const struct words *words)
{
    const char *command = words->word[0];
    const long long wait = words->count > 1 ? strtoll(words->word[1], NULL, 10) : 0;
    if (strcmp(command, "open") == 0)
        return open_end(words);
    if (strcmp(command, "send") == 0)
        return send_message(PATIENCE_MS);
    if (strcmp(command, "full") == 0) { /* what is cleaned up may make room */
        const int status = send_message(wait);
        return status == SHM_TIMEOUT ? 0 : status;
    }
    if (strcmp(command, "claim") == 0)
        return claim();
    if (strcmp(command, "commit") == 0)
        return commit();
    if (strcmp(command, "abort") == 0)
        return shm_inline_abort(&lent_sender);
    if (strcmp(command, "take") == 0)
        return take(PATIENCE_MS);
    if (strcmp(command, "await") == 0) {
        const int status = take(wait);
        return status == SHM_TIMEOUT ? 0 : status;
    }
    if (strcmp(command, "receive") == 0)
        return receive();
    if (strcmp(command, "take-many") == 0)
        return take_several();
    if (strcmp(command, "release-many") == 0)
        return shm_inline_release_many(&lent_receiver, (size_t)(lent_receiver.taken - lent_receiver.freed));
    if (strcmp(command, "receive-many") == 0)
        return receive_several();
    if (strcmp(command, "release") == 0)
        return shm_inline_release(&lent_receiver);
    return strcmp(command, "lend") == 0 ? lend() : strcmp(command, "take-back") == 0 ? take_back() : SHM_INTERNAL;
}

static void play(char *script)
{
    char *rest = NULL;
    for (char *command = strtok_r(script, ";", &rest); command != NULL; command = strtok_r(NULL, ";", &rest)) {
        char line[200], why[512];
        snprintf(line, sizeof line, "%s", command);
        const struct words words = split(line);
        const int status = execute(&words);
        point();
        if (status != 0) {
            shm_last_error(why, sizeof why);
            answer(command, "#%d: %s", status, why);
            exit(1);
        }
    }
}

int main(int count, char **arguments)
{
    char byte;
    if (count != 6)
        return 2;
    address = arguments[1];
    const long at = strtol(arguments[2], NULL, 10);
    number = at == 0 ? CORPSE : VICTIM;
    play(arguments[4]);
    if (write(STDOUT_FILENO, "S", 1) != 1 || read(STDIN_FILENO, &byte, 1) != 1)
        return 2;
    points_left = at;
    play(arguments[5]);
    if (at == 0)
        kill(getpid(), SIGKILL);
    _exit(0); /* without leaving the channel */
}
