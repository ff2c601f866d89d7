/*
 * Makes peer.c another implementation: ends that can be lent are, and their calls are the inline ones. Calls that have
 * no inline form take the end back meanwhile. The others go on as they are.
 */
#ifndef CONFORMANCE_INLINE_CALLS_H
#define CONFORMANCE_INLINE_CALLS_H

#include <shmnative_inline.h>
#include <stdlib.h>

struct lent_end {
    struct lent_end *next;
    const void *handle;
    shm_lent_sender sender;
    shm_lent_receiver receiver;
};

static struct lent_end *lent_ends; /* threads look while another end is opened */

static struct lent_end *find_lent(const void *handle)
{
    struct lent_end *end = __atomic_load_n(&lent_ends, __ATOMIC_ACQUIRE);
    while (end != NULL && __atomic_load_n(&end->handle, __ATOMIC_RELAXED) != handle)
        end = end->next;
    return end;
}

static struct lent_end *new_lent(const void *handle)
{
    struct lent_end *end = calloc(1, sizeof *end);
    end->next = lent_ends;
    end->handle = handle;
    end->sender.struct_size = sizeof end->sender;
    end->receiver.struct_size = sizeof end->receiver;
    return end;
}

/* Adds an end that could be lent; one that could not uses the ordinary calls. */
static int add_lent(struct lent_end *end, int status)
{
    if (status == 0)
        __atomic_store_n(&lent_ends, end, __ATOMIC_RELEASE);
    else
        free(end);
    return status == SHM_WRONG_KIND ? 0 : status;
}

static int opened_sender(int status, shm_sender **sender)
{
    if (status != 0)
        return status;
    struct lent_end *end = new_lent(*sender);
    return add_lent(end, shm_sender_lend(*sender, &end->sender));
}

static int opened_receiver(int status, shm_receiver **receiver)
{
    if (status != 0)
        return status;
    struct lent_end *end = new_lent(*receiver);
    return add_lent(end, shm_receiver_lend(*receiver, &end->receiver));
}

/* A struct is void when its end is closed; the ordinary calls say so. */
static void forget(const void *handle)
{
    struct lent_end *end = find_lent(handle);
    if (end != NULL)
        __atomic_store_n(&end->handle, NULL, __ATOMIC_RELAXED);
}

/* The ordinary call of a lent end. */
#define BORROW_SENDER(sender, call)                                                                                    \
    struct lent_end *end = find_lent(sender);                                                                          \
    if (end == NULL)                                                                                                   \
        return call;                                                                                                   \
    const int status = shm_inline_sender_enter(&end->sender);                                                          \
    return status != 0 ? status : shm_inline_sender_leave(&end->sender, call)

#define BORROW_RECEIVER(receiver, call)                                                                                \
    struct lent_end *end = find_lent(receiver);                                                                        \
    if (end == NULL)                                                                                                   \
        return call;                                                                                                   \
    const int status = shm_inline_receiver_enter(&end->receiver);                                                      \
    return status != 0 ? status : shm_inline_receiver_leave(&end->receiver, call)

static int by_send(shm_sender *sender, const void *data, size_t length, uint32_t tag, int64_t timeout)
{
    struct lent_end *end = find_lent(sender);
    return end != NULL ? shm_inline_send(&end->sender, data, length, tag, timeout)
                       : shm_sender_send(sender, data, length, tag, timeout);
}

static int by_claim(shm_sender *sender, void **data, size_t *capacity, int64_t timeout)
{
    struct lent_end *end = find_lent(sender);
    return end != NULL ? shm_inline_claim(&end->sender, data, capacity, timeout)
                       : shm_sender_claim(sender, data, capacity, timeout);
}

static int by_commit(shm_sender *sender, size_t length, uint32_t tag)
{
    struct lent_end *end = find_lent(sender);
    return end != NULL ? shm_inline_commit(&end->sender, length, tag) : shm_sender_commit(sender, length, tag);
}

static int by_abort(shm_sender *sender)
{
    struct lent_end *end = find_lent(sender);
    return end != NULL ? shm_inline_abort(&end->sender) : shm_sender_abort(sender);
}

static int by_send_many(shm_sender *sender, const void *messages, size_t size, size_t count, int64_t timeout)
{
    BORROW_SENDER(sender, shm_sender_send_many(sender, messages, size, count, timeout));
}

static int by_end(shm_sender *sender)
{
    BORROW_SENDER(sender, shm_sender_end(sender));
}

static int by_sender_info(shm_sender *sender, shm_channel_info *info)
{
    BORROW_SENDER(sender, shm_sender_info(sender, info));
}

static int by_receive(shm_receiver *receiver, void *buffer, size_t size, shm_message *message, int64_t timeout)
{
    struct lent_end *end = find_lent(receiver);
    return end != NULL ? shm_inline_receive(&end->receiver, buffer, size, message, timeout)
                       : shm_receiver_receive(receiver, buffer, size, message, timeout);
}

static int by_take(shm_receiver *receiver, shm_message *message, int64_t timeout)
{
    struct lent_end *end = find_lent(receiver);
    return end != NULL ? shm_inline_take(&end->receiver, message, timeout)
                       : shm_receiver_take(receiver, message, timeout);
}

static int by_release(shm_receiver *receiver)
{
    struct lent_end *end = find_lent(receiver);
    return end != NULL ? shm_inline_release(&end->receiver) : shm_receiver_release(receiver);
}

static int by_take_many(shm_receiver *receiver, shm_message *messages, size_t count, int64_t timeout)
{
    struct lent_end *end = find_lent(receiver);
    if (end == NULL)
        return shm_receiver_take_many(receiver, messages, count, timeout);
    int taken = 0, status = 0;
    while ((size_t)taken < count && status == 0) {
        status = shm_inline_take(&end->receiver, &messages[taken], taken == 0 ? timeout : 0);
        taken += status == 0;
    }
    return taken > 0 ? taken : status;
}

static int by_release_many(shm_receiver *receiver, size_t count)
{
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++)
        status = by_release(receiver);
    return status;
}

static int by_receive_many(shm_receiver *receiver, void *buffer, size_t size, shm_message *messages, size_t count,
                           int64_t timeout)
{
    BORROW_RECEIVER(receiver, shm_receiver_receive_many(receiver, buffer, size, messages, count, timeout));
}

static int by_receiver_info(shm_receiver *receiver, shm_channel_info *info)
{
    BORROW_RECEIVER(receiver, shm_receiver_info(receiver, info));
}

/* From here on the peer's calls are these. */
#define shm_topic_open_publisher(address, creation, options, sender)                                                   \
    opened_sender(shm_topic_open_publisher(address, creation, options, sender), sender)
#define shm_topic_open_subscriber(address, options, receiver)                                                          \
    opened_receiver(shm_topic_open_subscriber(address, options, receiver), receiver)
#define shm_queue_open_producer(address, creation, options, sender)                                                    \
    opened_sender(shm_queue_open_producer(address, creation, options, sender), sender)
#define shm_queue_open_consumer(address, options, receiver)                                                            \
    opened_receiver(shm_queue_open_consumer(address, options, receiver), receiver)
#define shm_sender_close(sender) (forget(sender), shm_sender_close(sender))
#define shm_receiver_close(receiver) (forget(receiver), shm_receiver_close(receiver))
#define shm_sender_send by_send
#define shm_sender_send_many by_send_many
#define shm_sender_claim by_claim
#define shm_sender_commit by_commit
#define shm_sender_abort by_abort
#define shm_sender_end by_end
#define shm_sender_info by_sender_info
#define shm_receiver_receive by_receive
#define shm_receiver_receive_many by_receive_many
#define shm_receiver_take by_take
#define shm_receiver_take_many by_take_many
#define shm_receiver_release by_release
#define shm_receiver_release_many by_release_many
#define shm_receiver_info by_receiver_info

#endif
