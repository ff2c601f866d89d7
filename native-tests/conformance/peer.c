/* The conformance peer in C, through the library: ends of channels under remote control, see traffic.h. */
#include <pthread.h>
#include <sys/wait.h>

#include "traffic.h"

#ifdef INLINE_CALLS
#include "inline_calls.h"
#endif

enum kind { SENDER, RECEIVER, READER };

struct end {
    struct end *next;
    char *name;
    enum kind kind;
    shm_sender *sender;
    shm_receiver *receiver;
    shm_reader *reader;
};

/* A command that takes its time, on a thread of its own. */
struct job {
    struct end *end;
    char *line;
    struct words words;
};

static struct end *ends;

static struct end *find(const char *name)
{
    for (struct end *end = ends; end != NULL; end = end->next) {
        if (strcmp(end->name, name) == 0)
            return end;
    }
    fprintf(stderr, "no end is called %s\n", name);
    exit(2);
}

static size_t capacity_of(const struct end *end)
{
    shm_channel_info info = {.struct_size = sizeof info};
    int status = end->kind == SENDER     ? shm_sender_info(end->sender, &info)
                 : end->kind == RECEIVER ? shm_receiver_info(end->receiver, &info)
                                         : shm_reader_info(end->reader, &info);
    return status == 0 ? (size_t)info.capacity : 0;
}

/* ---- send END COUNT OPTIONS */

/* Claims while it can, at most a batch; then commits. With claims outstanding, waiting could be for ourselves. */
static int send_batch(shm_sender *sender, const struct words *words, uint32_t number, uint32_t left, uint32_t *sent)
{
    size_t size = (size_t)option_number(words, "size", 8);
    uint32_t batch = (uint32_t)option_number(words, "batch", 0), claimed = 0;
    int status = 0;
    while (claimed < batch && claimed < left) {
        void *data;
        status = shm_sender_claim(sender, &data, NULL, claimed == 0 ? option_timeout(words) : 0);
        if (status != 0)
            break;
        fill(data, size, tag_of(number, *sent + claimed++));
    }
    for (uint32_t i = 0; i < claimed; i++, ++*sent) {
        status = shm_sender_commit(sender, size, tag_of(number, *sent));
        if (status != 0)
            return status;
    }
    return claimed > 0 ? 0 : status;
}

static int send_many(shm_sender *sender, const struct words *words, unsigned char *messages, uint32_t left,
                     uint32_t *sent)
{
    size_t size = (size_t)option_number(words, "size", 8);
    uint32_t many = (uint32_t)option_number(words, "many", 1);
    many = many < left ? many : left;
    for (uint32_t i = 0; i < many; i++)
        fill(messages + i * size, size, tag_of(0, *sent + i));
    int count = shm_sender_send_many(sender, messages, size, many, option_timeout(words));
    *sent += count > 0 ? (uint32_t)count : 0;
    return count > 0 ? 0 : count;
}

static void send_all(struct end *end, const struct words *words)
{
    uint32_t count = (uint32_t)strtoul(words->word[2], NULL, 10), number = (uint32_t)option_number(words, "sender", 0);
    size_t size = (size_t)option_number(words, "size", 8);
    unsigned char *messages = malloc(size * (size_t)option_number(words, "many", 1) + 1);
    uint32_t sent = 0;
    int status = 0;
    while (sent < count) {
        if (option_text(words, "many") != NULL) {
            status = send_many(end->sender, words, messages, count - sent, &sent);
        } else if (option_text(words, "batch") != NULL) {
            status = send_batch(end->sender, words, number, count - sent, &sent);
        } else {
            fill(messages, size, tag_of(number, sent));
            status = shm_sender_send(end->sender, messages, size, tag_of(number, sent), option_timeout(words));
            sent += status == 0;
        }
        if (status != 0 && !option_retry(words, status))
            break;
    }
    uint64_t sum = 0;
    for (uint32_t i = 0; i < sent; i++)
        sum += tag_of(number, i);
    answer(end->name, "sent=%u sum=%llu status=#%d", sent, (unsigned long long)sum, status);
    free(messages);
}

/* ---- receive END COUNT OPTIONS */

/* In place, as many as there are up to a batch; then all are released. */
static int receive_batch(shm_receiver *receiver, const struct words *words, long long left, struct tally *tally)
{
    shm_message messages[16];
    long long batch = option_number(words, "batch", 0);
    batch = batch < 16 ? batch : 16;
    int count =
        shm_receiver_take_many(receiver, messages, (size_t)(batch < left ? batch : left), option_timeout(words));
    for (int i = 0; i < count; i++) {
        tally->again += (messages[i].flags & SHM_MESSAGE_REDELIVERED) != 0;
        tally_add(tally, messages[i].data, (size_t)messages[i].length, messages[i].tag);
    }
    int released = count > 0 ? shm_receiver_release_many(receiver, (size_t)count) : 0;
    return count < 0 ? count : released;
}

static int receive_many(shm_receiver *receiver, const struct words *words, unsigned char *buffer, size_t size,
                        long long left, struct tally *tally)
{
    shm_message messages[16];
    long long many = option_number(words, "many", 1);
    many = many < 16 ? many : 16;
    int count = shm_receiver_receive_many(receiver, buffer, size, messages, (size_t)(many < left ? many : left),
                                          option_timeout(words));
    for (int i = 0; i < count; i++)
        tally_add(tally, buffer + (size_t)i * size, (size_t)messages[i].length, messages[i].tag);
    return count < 0 ? count : 0;
}

static void receive_all(struct end *end, const struct words *words)
{
    long long count = strtoll(words->word[2], NULL, 10);
    size_t capacity = capacity_of(end);
    unsigned char *buffer = malloc(capacity * (size_t)option_number(words, "many", 1) + 1);
    struct tally tally = {.counts = option_text(words, "many") != NULL};
    shm_message message;
    int status = 0;
    while (tally.count < count) {
        if (option_text(words, "many") != NULL) {
            status = receive_many(end->receiver, words, buffer, capacity, count - tally.count, &tally);
        } else if (option_text(words, "batch") != NULL) {
            status = receive_batch(end->receiver, words, count - tally.count, &tally);
        } else {
            status = shm_receiver_receive(end->receiver, buffer, capacity, &message, option_timeout(words));
            if (status == 0) {
                tally.again += (message.flags & SHM_MESSAGE_REDELIVERED) != 0;
                tally_add(&tally, buffer, (size_t)message.length, message.tag);
            }
        }
        if (status != 0 && !option_retry(words, status))
            break;
    }
    tally_answer(&tally, end->name, 0, status);
    free(buffer);
}

static void read_all(struct end *end, const struct words *words, bool again)
{
    long long count = again ? 1 : strtoll(words->word[2], NULL, 10);
    size_t capacity = capacity_of(end);
    unsigned char *buffer = malloc(capacity + 1);
    struct tally tally = {.counts = false};
    shm_message message;
    int status = 0;
    while (tally.count < count) {
        status = again ? shm_reader_get(end->reader, buffer, capacity, &message)
                       : shm_reader_receive(end->reader, buffer, capacity, &message, option_timeout(words));
        if (status == 0)
            tally_add(&tally, buffer, (size_t)message.length, message.tag);
        tally.lapped += status == SHM_LAPPED;
        if (status != 0 && status != SHM_LAPPED && (again || !option_retry(words, status)))
            break;
    }
    uint64_t lost = 0;
    if (!again)
        shm_reader_lost(end->reader, &lost);
    tally_answer(&tally, end->name, lost, status);
    free(buffer);
}

static void *run(void *argument)
{
    struct job *job = argument;
    if (job->end->kind == SENDER)
        send_all(job->end, &job->words);
    else if (job->end->kind == RECEIVER)
        receive_all(job->end, &job->words);
    else
        read_all(job->end, &job->words, false);
    free(job->line);
    free(job);
    return NULL;
}

/* ---- open END ROLE ADDRESS OPTIONS */

static void open_end(const struct words *words)
{
    const char *role = words->word[2], *address = words->word[3], *mode = option_text(words, "mode");
    shm_channel_options creation = {
        .struct_size = sizeof creation,
        .flags = (uint32_t)((option_has(words, "concurrent") ? SHM_CHANNEL_CONCURRENT : 0) |
                            (option_has(words, "observable") ? SHM_CHANNEL_OBSERVABLE : 0) |
                            (option_has(words, "at-most-once") ? SHM_CHANNEL_AT_MOST_ONCE : 0) |
                            (option_has(words, "persistent") ? SHM_CHANNEL_PERSISTENT : 0)),
        .slots = (uint64_t)option_number(words, "slots", 0),
        .capacity = (uint64_t)option_number(words, "capacity", 0),
        .history = (uint64_t)option_number(words, "history", 0),
        .participants = (uint32_t)option_number(words, "participants", 0),
        .mode = mode != NULL ? (uint32_t)strtoul(mode, NULL, 8) : 0,
    };
    char type_name[64];
    shm_type type = {.struct_size = sizeof type, .name = type_name};
    const char *type_text = option_text(words, "type");
    if (type_text != NULL) {
        size_t length = strcspn(type_text, "/");
        snprintf(type_name, sizeof type_name, "%.*s", (int)length, type_text);
        type.size = strtoull(type_text + length + 1, NULL, 10);
    }
    shm_endpoint_options options = {
        .struct_size = sizeof options,
        .flags = option_has(words, "wait-for-peer") ? (uint32_t)SHM_ENDPOINT_WAIT_FOR_PEER : 0,
        .name = option_text(words, "name"),
        .type = type_text != NULL ? &type : NULL,
        .history = (uint64_t)option_number(words, "want", 0),
        .wait_ns = option_number(words, "wait", 0) * 1000000000,
    };

    struct end *end = calloc(1, sizeof *end);
    int status = SHM_INVALID_ARGUMENT;
    end->name = strdup(words->word[1]);
    end->kind = READER;
    if (strcmp(role, "publisher") == 0 || strcmp(role, "producer") == 0 || strcmp(role, "writer") == 0) {
        end->kind = SENDER;
        status = role[0] == 'w'   ? shm_value_open_writer(address, &creation, &options, &end->sender)
                 : role[1] == 'u' ? shm_topic_open_publisher(address, &creation, &options, &end->sender)
                                  : shm_queue_open_producer(address, &creation, &options, &end->sender);
    } else if (strcmp(role, "subscriber") == 0 || strcmp(role, "consumer") == 0) {
        end->kind = RECEIVER;
        status = role[0] == 's' ? shm_topic_open_subscriber(address, &options, &end->receiver)
                                : shm_queue_open_consumer(address, &options, &end->receiver);
    } else if (strcmp(role, "lossy") == 0) {
        status = shm_topic_open_lossy_subscriber(address, &options, &end->reader);
    } else if (strcmp(role, "topic-observer") == 0) {
        status = shm_topic_open_observer(address, &options, &end->reader);
    } else if (strcmp(role, "reader") == 0) {
        status = shm_value_open_reader(address, &options, &end->reader);
    } else if (strcmp(role, "value-observer") == 0) {
        status = shm_value_open_observer(address, &options, &end->reader);
    }
    if (status != 0) {
        char why[512];
        shm_last_error(why, sizeof why);
        answer(end->name, "#%d: %s", status, why);
        free(end->name);
        free(end);
        return;
    }
    end->next = ends; /* one of the same name is hidden by it */
    ends = end;
    answer(end->name, "opened");
}

/* ---- COMMAND END */

static int close_end(struct end *end)
{
    return end->kind == SENDER     ? shm_sender_close(end->sender)
           : end->kind == RECEIVER ? shm_receiver_close(end->receiver)
                                   : shm_reader_close(end->reader);
}

static void remove_channel(const char *kind, const char *address)
{
    int status = kind[0] == 't'   ? shm_topic_remove(address)
                 : kind[0] == 'q' ? shm_queue_remove(address)
                                  : shm_value_remove(address);
    char why[512] = "";
    if (status != 0)
        shm_last_error(why, sizeof why);
    answer(kind, status == 0 ? "#%d%s" : "#%d: %s", status, why);
}

/* Sends a message, forks, and says what the child got. */
static void send_in_child(struct end *end)
{
    char byte = 1;
    shm_sender_send(end->sender, &byte, 1, 0, 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(shm_sender_send(end->sender, &byte, 1, 0, 0) == SHM_FORKED_CHILD ? 77 : 1);
    int status = 0;
    waitpid(pid, &status, 0);
    answer(end->name, "exit=%d signal=%d", WEXITSTATUS(status), WTERMSIG(status));
}

/* Forks a child that lives until it is killed, or for a minute. */
static void fork_and_live(const struct end *end)
{
    const pid_t pid = fork();
    if (pid == 0) {
        alarm(60);
        for (;;)
            pause();
    }
    answer(end->name, "child=%d", (int)pid);
}

static void execute(const struct words *words)
{
    const char *command = words->word[0];
    if (strcmp(command, "open") == 0) {
        open_end(words);
        return;
    }
    if (strcmp(command, "remove") == 0) {
        remove_channel(words->word[1], words->word[2]);
        return;
    }

    struct end *end = find(words->word[1]);
    int status = 0;
    if (strcmp(command, "close") == 0) {
        close_end(end);
        answer(end->name, "closed");
        return;
    }
    if (strcmp(command, "get") == 0) {
        read_all(end, words, true);
        return;
    }
    if (strcmp(command, "fork") == 0) {
        send_in_child(end);
        return;
    }
    if (strcmp(command, "fork-and-live") == 0) {
        fork_and_live(end);
        return;
    }
    void *data;
    shm_message message;
    if (strcmp(command, "end") == 0)
        status = shm_sender_end(end->sender);
    else if (strcmp(command, "claim") == 0)
        status = shm_sender_claim(end->sender, &data, NULL, 0);
    else if (strcmp(command, "commit") == 0)
        status = shm_sender_commit(end->sender, (size_t)strtoul(words->word[2], NULL, 10), 0);
    else if (strcmp(command, "abort") == 0)
        status = shm_sender_abort(end->sender);
    else if (strcmp(command, "take") == 0)
        status = shm_receiver_take(end->receiver, &message, 0);
    else if (strcmp(command, "release") == 0)
        status = shm_receiver_release(end->receiver);
    else if (strcmp(command, "cancel") == 0)
        status = end->kind == SENDER     ? shm_sender_cancel(end->sender)
                 : end->kind == RECEIVER ? shm_receiver_cancel(end->receiver)
                                         : shm_reader_cancel(end->reader);
    else
        exit(2);
    answer(end->name, "#%d", status);
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    printf("ready\n");
    fflush(stdout);
    while (getline(&line, &size, stdin) > 0) {
        if (strncmp(line, "send ", 5) != 0 && strncmp(line, "receive ", 8) != 0) {
            struct words words = split(line);
            execute(&words);
            continue;
        }
        struct job *job = calloc(1, sizeof *job);
        job->line = strdup(line);
        job->words = split(job->line);
        job->end = find(job->words.word[1]);
        pthread_t thread;
        if (pthread_create(&thread, NULL, run, job) != 0)
            exit(2);
        pthread_detach(thread);
    }
    for (struct end *end = ends; end != NULL; end = end->next)
        close_end(end); /* one that is closed already says so */
    free(line);
    finish_answers();
    return 0;
}
