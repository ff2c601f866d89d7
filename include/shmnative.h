/*
 * shmnative.h - messages and memory that processes on one Linux host share.
 *
 * Introduction
 *
 * ShmNative passes messages between processes through shared memory: a message costs some tens of nanoseconds, and no
 * system call while both sides are busy. There is no daemon, and no configuration. A process may be killed at any
 * time: the others go on, and no message is seen half written.
 *
 * Messages go through channels. A channel has a name and one of three kinds:
 *
 *     topic   every subscriber gets every message
 *     queue   each message goes to one of the consumers
 *     value   only the newest message counts
 *
 * Below channels are segments: raw memory with an address, a size and permissions, in which every byte is the user's.
 * Events, semaphores, mutexes and read-write values can be placed in them.
 *
 * This header goes from simple to advanced. To send and to receive, read as far as "Receivers". What stands behind
 * "Readers" is for those who need it.
 *
 * The first program
 *
 * One process receives until the stream ends. Start it first:
 *
 *     // Takes messages of the queue "greetings" until the sender says that nothing more comes.
 *     #include <shmnative.h>
 *     #include <stdio.h>
 *
 *     int main(void)
 *     {
 *         const shm_channel_options shape = SHM_CHANNEL_OPTIONS_INIT;
 *         shm_endpoint_options options = SHM_ENDPOINT_OPTIONS_INIT;
 *         options.creation = &shape;                  // it may be first,
 *         options.flags = SHM_ENDPOINT_WAIT_FOR_PEER; // and then waits for a producer
 *
 *         shm_receiver *consumer;
 *         shm_message message;
 *         char text[100];
 *         int status = shm_queue_open_consumer("greetings", &options, &consumer);
 *         while (status == 0) {
 *             status = shm_receiver_receive(consumer, text, sizeof text, &message, SHM_INFINITE);
 *             if (status == 0)
 *                 printf("%.*s\n", (int)message.length, text);
 *         }
 *         if (status != SHM_CLOSED)
 *             return fprintf(stderr, "%s\n", shm_last_error_string()), 1;
 *         return shm_receiver_close(consumer);
 *     }
 *
 * Another process sends:
 *
 *     // Sends a message through the queue "greetings".
 *     #include <shmnative.h>
 *     #include <stdio.h>
 *
 *     int main(void)
 *     {
 *         shm_sender *producer;
 *         int status = shm_queue_open_producer("greetings", NULL, NULL, &producer);
 *         if (status == 0)
 *             status = shm_sender_send(producer, "Hello, world", 12, 0, SHM_INFINITE);
 *         if (status == 0)
 *             status = shm_sender_end(producer);
 *         if (status != 0)
 *             return fprintf(stderr, "%s\n", shm_last_error_string()), 1;
 *         return shm_sender_close(producer);
 *     }
 *
 * Names and addresses
 *
 * A channel's name is a word such as "prices". It stands for posix:/prices. These addresses name segments, and
 * channels too:
 *
 *     posix:/NAME      POSIX shared memory, as shm_open(3) names it; seen as /dev/shm/NAME
 *     file:PATH        a file, mapped; what is written stays when the machine is switched off
 *     sysv:PATH#PROJ   System V, by the key that ftok(3) makes of an existing file and a project id from 1 to 255
 *     sysv:0xKEY       System V, by a key of one's own
 *     sysv:private     System V without a key; give the id that shm_server_info tells to the other processes
 *     sysv:id=N        an existing System V segment, by its id
 *
 * Results
 *
 * A call returns 0 or a count when it succeeds, and a negative number when it refuses: -errno for what the kernel
 * refused, shm_status (below -4095) for what this library did. A call that refuses has done nothing.
 * shm_last_error_string says in one line what was wrong and what to do.
 *
 * Timeouts are in nanoseconds: 0 does not wait, SHM_INFINITE waits as long as it takes.
 *
 * Structs of options begin with their size. Start from their initialiser, and set what should differ:
 *
 *     shm_channel_options options = SHM_CHANNEL_OPTIONS_INIT;
 *     options.slots = 64;
 *
 * Handles are checked: NULL, closed and foreign ones are refused, never followed. One thread at a time uses a handle,
 * but for the cancel calls; different handles may be used at once. In a signal handler shm_cancel is safe, and no
 * other call.
 *
 * The library in your process
 *
 * A child that is forked after the first call has none of the library's threads, and locks that nobody gives back: each
 * call there returns SHM_FORKED_CHILD (or NULL, or 0) and does nothing. Let it exec a program; the same one will do. A
 * child that is forked before the first call may use the library as any process.
 *
 * Loading the library starts nothing. The first call starts its runtime: one more thread, which never runs the host's
 * code; handlers for SIGSEGV, SIGFPE and one real-time signal, which pass on what is not theirs; and some 140 MiB of
 * address space, nearly all of it only reserved. SIGPIPE and the other signals stay as they were. Where a limit leaves
 * less than that (ulimit -v, -u, -l), the first call returns -ENOMEM or -EAGAIN, and a later one tries again. It cannot
 * be unloaded.
 */

#ifndef SHMNATIVE_H
#define SHMNATIVE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "shmnative_layout.h"

/* Functions of these headers: one of each in C++, one for each file in C. */
#ifdef __cplusplus
#define SHM_INLINE inline
#else
#define SHM_INLINE static inline
#endif

/* A result that has to be looked at: a call that was refused has done nothing. */
#ifdef __cplusplus
#define SHM_NODISCARD [[nodiscard]]
#elif defined __GNUC__
#define SHM_NODISCARD __attribute__((warn_unused_result))
#else
#define SHM_NODISCARD
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Results and versions ------------------------------------------------------------------------------
 *
 * What a call that was refused has to say, and which library this is. These work at any time, also in forked
 * children and where the library cannot start.
 */

/** How one end takes part in a channel. */
enum shm_endpoint_flags {
    SHM_ENDPOINT_NONE = 0x0,          /**< A blocked call reports SHM_NO_PEER when nobody is on the other
                                           side; memory of one's own user and of root is trusted. */
    SHM_ENDPOINT_WAIT_FOR_PEER = 0x1, /**< A blocked call goes on when nobody is on the other side. */
    SHM_ENDPOINT_ANY_OWNER = 0x2,     /**< Memory of any user is trusted. */
    SHM_ENDPOINT_INTERRUPTIBLE = 0x4, /**< A wait ends with -EINTR when its thread handled a signal meanwhile,
                                           with or without SA_RESTART. */
    SHM_ENDPOINT_CHECK_THREADS = 0x8, /**< A call that comes while another thread's is in the handle returns
                                           SHM_CONCURRENT_USE and does nothing; otherwise that is undefined,
                                           and may leave the channel corrupt for everybody. For finding the
                                           mistake: each call costs some nanoseconds more.
                                           SHMNATIVE_CHECK_THREADS=1 in the environment does it for all ends.
                                           What inline calls do with a lent end is not checked. */
};

/**
 * What a call reports. 0 is success; the kernel's refusals are -errno (-4095 to -1, see errno(3)); the
 * library's own results start at -4096. Codes never change their number: new ones go to the end of their
 * group.
 */
enum shm_status {
    SHM_OK = 0,                        /**< Success. */
    SHM_INVALID_ARGUMENT = -4096,      /**< A NULL pointer, an unknown flag, or a number outside its range. */
    SHM_INVALID_HANDLE = -4097,        /**< The handle is NULL, was closed already, or is of another kind. */
    SHM_INVALID_ADDRESS = -4098,       /**< The address cannot be understood; see the address forms in the
                                            introduction of shmnative.h. */
    SHM_INVALID_FIELD = -4099,         /**< A field specification cannot be understood. */
    SHM_INVALID_VALUE = -4100,         /**< A value is not of its field's type, or outside that type's range.
                                            */
    SHM_FIELD_OVERLAP = -4101,         /**< Two fields at explicit offsets share bytes. */
    SHM_OUT_OF_BOUNDS = -4102,         /**< The bytes asked for are not all inside the segment; nothing was
                                            read or written. */
    SHM_READ_ONLY = -4103,             /**< The segment is attached read-only. */
    SHM_FORKED_CHILD = -4104,          /**< The process was forked from one that used the library: it has to
                                            exec a program before it can. */
    SHM_CONCURRENT_USE = -4105,        /**< The handle is lent to inline calls, or two threads used it at once
                                            (found by SHM_ENDPOINT_CHECK_THREADS; undefined otherwise). */
    SHM_NOT_FOUND = -4112,             /**< Nothing has that address. */
    SHM_ALREADY_EXISTS = -4113,        /**< Something has that address already; it was left alone. */
    SHM_IN_USE = -4114,                /**< Processes are attached to it; it was left alone. */
    SHM_NOT_READY = -4115,             /**< It exists, but its creator has not finished writing it. */
    SHM_NOT_ENOUGH_MEMORY = -4116,     /**< More memory than the machine can give now; nothing was created. */
    SHM_INVALID_SIZE = -4117,          /**< A size of 0, or beyond what the system or the call allows. */
    SHM_UNSUPPORTED_FILE = -4118,      /**< The file or file system cannot hold a segment: not a regular file,
                                            or its locks are not this host's. */
    SHM_FULL = -4128,                  /**< No free slot now. */
    SHM_EMPTY = -4129,                 /**< No message now. */
    SHM_TIMEOUT = -4130,               /**< The time given has passed. */
    SHM_CLOSED = -4131,                /**< The end of the stream: the sender said that nothing more comes. */
    SHM_NO_PEER = -4132,               /**< Nobody is on the other side, and the call was not told to wait for
                                            one. */
    SHM_LAPPED = -4133,                /**< Messages were overwritten before this receiver read them; the
                                            number lost is counted. */
    SHM_CANCELLED = -4134,             /**< The wait was cancelled from another thread. */
    SHM_TOO_LARGE = -4144,             /**< The message is longer than a slot's capacity. */
    SHM_TYPE_MISMATCH = -4145,         /**< The channel's payload type is another one. */
    SHM_RETIRED = -4146,               /**< The channel was removed or re-created under this name; open it
                                            again. */
    SHM_CORRUPT = -4147,               /**< The bytes in the segment contradict themselves. */
    SHM_WRONG_KIND = -4148,            /**< The segment holds a channel of another kind, or none; the place
                                            has another primitive, or none. */
    SHM_WRONG_VERSION = -4149,         /**< The channel has another layout version. */
    SHM_WRONG_OWNER = -4150,           /**< The memory belongs to a user that was not asked for. */
    SHM_TOO_MANY_PARTICIPANTS = -4151, /**< All entries of the participants' table are taken. */
    SHM_ROLE_TAKEN = -4152,            /**< The channel's role is taken: it has an exclusive publisher, or was
                                            created for another mode. */
    SHM_NO_CLAIM = -4153,              /**< A commit or abort without a claim. */
    SHM_OWNER_DIED = -4160,            /**< Success, but the previous owner died with the lock held: check
                                            what it protects. */
    SHM_NOT_OWNER = -4161,             /**< The lock is not this thread's to unlock. */
    SHM_DEADLOCK = -4162,              /**< This thread holds the lock already: it would wait for itself. */
    SHM_OVERFLOW = -4163,              /**< The semaphore would count beyond its maximum; it was left alone.
                                            */
    SHM_OTHER_NAMESPACE = -4164,       /**< The lock was initialised in another pid or time namespace, where
                                            thread ids mean other threads. */
    SHM_MISALIGNED = -4165,            /**< The offset is not a multiple of 8. */
    SHM_INTERNAL = -4192,              /**< A fault in this library; shm_last_error has the details. Please
                                            report it. */
};

/**
 * What a status means, in a few words: of shm_status, or of -errno in the words of strerror(3).
 * @param status What a call returned.
 * @return       Never NULL, never freed.
 */
SHM_NODISCARD const char *shm_status_string(int status);

/**
 * Copies out what the last refused call of this thread has to say: one line that names what was wrong and
 * what to do. Calls that succeed leave it as it is, and so do SHM_FULL, SHM_EMPTY, SHM_TIMEOUT and their
 * like.
 * @param buffer Receives UTF-8, cut at a character where it does not fit, and always a NUL; may be NULL.
 * @param size   Bytes of the buffer.
 * @return       Bytes of the whole message without its NUL; 0 when nothing was refused yet.
 */
size_t shm_last_error(char *buffer, size_t size);

/** Version of the calls: major * 10000 + minor * 100 + patch. */
#define SHM_VERSION 100

/**
 * The version of the library in use, to be compared with SHM_VERSION, that of the header.
 * @return major * 10000 + minor * 100 + patch.
 */
SHM_NODISCARD int shm_version(void);

/**
 * The same as text.
 * @return For example "0.2.0"; never freed.
 */
SHM_NODISCARD const char *shm_version_string(void);

/**
 * The version of the bytes in channels, which moves on its own.
 * @return SHM_LAYOUT_VERSION as the library was built with it.
 */
SHM_NODISCARD int shm_layout_version(void);

/**
 * The same line as text: what the last refused call of this thread has to say.
 * @return Never NULL; at most 1,023 bytes of UTF-8. The thread's own, until it asks again.
 */
SHM_INLINE const char *shm_last_error_string(void)
{
#ifdef __cplusplus
    static thread_local char text[1024];
#else
    static _Thread_local char text[1024];
#endif
    shm_last_error(text, sizeof text);
    return text;
}

/* ---- Topics --------------------------------------------------------------------------------------------
 *
 * A topic: every subscriber gets every message. Messages pass whole, without locks, and stay what they were
 * when a process dies.
 *
 * A channel is at one of the address forms, or at a bare name: "prices" is posix:/prices. Its first sender
 * creates it, the last end to close removes it.
 */

/** A sending end of a channel: a topic's publisher, a queue's producer or a value's writer. */
typedef struct shm_sender shm_sender;

/**
 * A receiving end that reads messages where they are, and that senders wait for: a topic's subscriber or a
 * queue's consumer.
 */
typedef struct shm_receiver shm_receiver;

/**
 * A receiving end that copies, and that nobody waits for: a value's reader, a topic's lossy subscriber, an
 * observer.
 */
typedef struct shm_reader shm_reader;

/**
 * What the creator of a channel fixes for its life; who joins gets what is there. Zeroed, it means the
 * defaults.
 */
typedef struct shm_channel_options {
    uint32_t struct_size;  /**< Size of this struct as the caller knows it; its initialiser sets it. */
    uint32_t flags;        /**< shm_channel_flags, or-ed together. */
    uint64_t slots;        /**< A power of two, at least 2; 0 = 256, for a value 8. */
    uint64_t capacity;     /**< Payload bytes that a slot holds; 0 = the size of the type, without one 1,008.
                                */
    uint64_t history;      /**< Topic: messages that stay readable for those who join later; less than the
                                slots. */
    uint32_t participants; /**< Ends that can be open at once, 1 to 4,095; 0 = 64. */
    uint32_t mode;         /**< Permission bits, as of chmod(2), not masked by umask; 0 = 0600. */
    const char *group;     /**< The group that the permission bits speak of: a name from /etc/group, or a
                                number; NULL = the creator's own. */
} shm_channel_options;

/** Its size, and zeroes: shm_channel_options one = SHM_CHANNEL_OPTIONS_INIT; */
#define SHM_CHANNEL_OPTIONS_INIT \
    {sizeof(shm_channel_options), 0, 0, 0, 0, 0, 0, NULL}

/**
 * The type of a channel's messages. Both sides give the same name and size, and the same fields if both give
 * any; otherwise the second is refused with SHM_TYPE_MISMATCH.
 */
typedef struct shm_type {
    uint32_t struct_size;    /**< Size of this struct as the caller knows it; its initialiser sets it. */
    uint32_t field_count;    /**< Number of fields; 0 = not given. */
    const char *name;        /**< UTF-8, at most 127 bytes. */
    uint64_t size;           /**< Bytes of a message, at least 1. */
    const shm_field *fields; /**< Placed fields, for example by shm_fields_parse; may be NULL. */
} shm_type;

/** Its size, and zeroes: shm_type one = SHM_TYPE_INIT; */
#define SHM_TYPE_INIT \
    {sizeof(shm_type), 0, NULL, 0, NULL}

/** A timeout that never passes. */
#define SHM_INFINITE INT64_C(-1)

/** How one end takes part in a channel. Zeroed, it means the defaults. */
typedef struct shm_endpoint_options {
    uint32_t struct_size;                /**< Size of this struct as the caller knows it; its initialiser sets
                                              it. */
    uint32_t flags;                      /**< shm_endpoint_flags, or-ed together. */
    const char *name;                    /**< A name for tools to show, UTF-8, at most 63 bytes; may be NULL.
                                              */
    const shm_type *type;                /**< The type of the messages; NULL = any bytes. */
    const shm_channel_options *creation; /**< Queue consumers: the shape of the queue, if this end may create
                                              it too; otherwise NULL. */
    uint64_t history;                    /**< Topic: how many earlier messages to begin with, as far as the
                                              channel keeps them. */
    int64_t wait_ns;                     /**< Receiving ends: nanoseconds to wait for the channel to be
                                              created; 0 = not at all; SHM_INFINITE. */
    const char *owners;                  /**< Users whose memory is trusted besides one's own and root's:
                                              names from /etc/passwd, or numbers, with commas between; may be
                                              NULL. */
} shm_endpoint_options;

/** Its size, and zeroes: shm_endpoint_options one = SHM_ENDPOINT_OPTIONS_INIT; */
#define SHM_ENDPOINT_OPTIONS_INIT \
    {sizeof(shm_endpoint_options), 0, NULL, NULL, NULL, 0, 0, NULL}

/**
 * Becomes a publisher; creates the topic if nobody uses it.
 * @param address  A bare name or one of the address forms, UTF-8.
 * @param creation The shape of a topic that this call creates; NULL for the defaults.
 * @param endpoint NULL for the defaults.
 * @param sender   Receives the handle; NULL after a refusal.
 * @return         0, or SHM_ROLE_TAKEN (it has its publisher, and was not created SHM_CHANNEL_CONCURRENT),
 *                 SHM_TYPE_MISMATCH, SHM_WRONG_KIND, SHM_WRONG_OWNER, SHM_WRONG_VERSION, SHM_TOO_LARGE (the
 *                 type is larger than its slots), SHM_TOO_MANY_PARTICIPANTS, SHM_CLOSED (it has ended, and
 *                 receivers are still there), SHM_CORRUPT, SHM_NOT_ENOUGH_MEMORY, SHM_INVALID_ADDRESS,
 *                 SHM_INVALID_ARGUMENT, -EACCES and other refusals of the kernel.
 */
SHM_NODISCARD int shm_topic_open_publisher(const char *address, const shm_channel_options *creation,
                                           const shm_endpoint_options *endpoint, shm_sender **sender);

/**
 * Becomes a reliable subscriber: publishers wait for it.
 * @param address  A bare name or one of the address forms, UTF-8.
 * @param endpoint NULL for the defaults.
 * @param receiver Receives the handle; NULL after a refusal.
 * @return         As shm_topic_open_publisher, or SHM_NOT_FOUND.
 */
SHM_NODISCARD int shm_topic_open_subscriber(const char *address, const shm_endpoint_options *endpoint,
                                            shm_receiver **receiver);

/**
 * Becomes a lossy subscriber of a topic created SHM_CHANNEL_OBSERVABLE: publishers do not wait for it, and it
 * is told what it missed.
 * @param address  A bare name or one of the address forms, UTF-8.
 * @param endpoint NULL for the defaults.
 * @param reader   Receives the handle; NULL after a refusal.
 * @return         As shm_topic_open_subscriber; SHM_WRONG_KIND also when the topic is not observable.
 */
SHM_NODISCARD int shm_topic_open_lossy_subscriber(const char *address, const shm_endpoint_options *endpoint,
                                                  shm_reader **reader);

/**
 * Looks at a topic created SHM_CHANNEL_OBSERVABLE: read-only by the MMU, nobody notices.
 * @param address  A bare name or one of the address forms, UTF-8.
 * @param endpoint NULL for the defaults.
 * @param reader   Receives the handle; NULL after a refusal.
 * @return         As shm_topic_open_lossy_subscriber.
 */
SHM_NODISCARD int shm_topic_open_observer(const char *address, const shm_endpoint_options *endpoint,
                                          shm_reader **reader);

/**
 * Removes a topic, whoever uses it: they keep the memory, are told SHM_RETIRED once they are blocked, and the
 * name is free.
 * @param address A bare name or one of the address forms, UTF-8.
 * @return        0, or SHM_NOT_FOUND, SHM_WRONG_KIND, SHM_INVALID_ADDRESS, -EACCES and other refusals of the
 *                kernel.
 */
SHM_NODISCARD int shm_topic_remove(const char *address);

/* ---- Queues --------------------------------------------------------------------------------------------
 *
 * A queue: every message goes to exactly one of the consumers. What a consumer had taken when it died is
 * offered again, marked SHM_MESSAGE_REDELIVERED; in a queue created SHM_CHANNEL_AT_MOST_ONCE it is dropped.
 */

/**
 * Becomes one of the producers; creates the queue if nobody uses it.
 * @param address  A bare name or one of the address forms, UTF-8.
 * @param creation The shape of a queue that this call creates; NULL for the defaults.
 * @param endpoint NULL for the defaults.
 * @param sender   Receives the handle; NULL after a refusal.
 * @return         As shm_topic_open_publisher.
 */
SHM_NODISCARD int shm_queue_open_producer(const char *address, const shm_channel_options *creation,
                                          const shm_endpoint_options *endpoint, shm_sender **sender);

/**
 * Becomes one of the consumers; creates the queue if nobody uses it and the options have its shape.
 * @param address  A bare name or one of the address forms, UTF-8.
 * @param endpoint NULL for the defaults.
 * @param receiver Receives the handle; NULL after a refusal.
 * @return         As shm_topic_open_subscriber.
 */
SHM_NODISCARD int shm_queue_open_consumer(const char *address, const shm_endpoint_options *endpoint,
                                          shm_receiver **receiver);

/**
 * Removes a queue and what is in it, as shm_topic_remove.
 * @param address A bare name or one of the address forms, UTF-8.
 * @return        As shm_topic_remove.
 */
SHM_NODISCARD int shm_queue_remove(const char *address);

/* ---- Values --------------------------------------------------------------------------------------------
 *
 * A value: only the newest message counts. Its writer never waits, and no reader sees a torn one or goes back
 * in time.
 */

/**
 * Becomes the writer; creates the value if nobody uses it.
 * @param address  A bare name or one of the address forms, UTF-8.
 * @param creation The shape of a value that this call creates; NULL for the defaults.
 * @param endpoint NULL for the defaults.
 * @param sender   Receives the handle; NULL after a refusal.
 * @return         As shm_topic_open_publisher.
 */
SHM_NODISCARD int shm_value_open_writer(const char *address, const shm_channel_options *creation,
                                        const shm_endpoint_options *endpoint, shm_sender **sender);

/**
 * Becomes a reader, which is woken when it waits for the next change.
 * @param address  A bare name or one of the address forms, UTF-8.
 * @param endpoint NULL for the defaults.
 * @param reader   Receives the handle; NULL after a refusal.
 * @return         As shm_topic_open_subscriber.
 */
SHM_NODISCARD int shm_value_open_reader(const char *address, const shm_endpoint_options *endpoint,
                                        shm_reader **reader);

/**
 * Looks at a value: read-only by the MMU, nobody notices. To wait for a change, it looks again and again.
 * @param address  A bare name or one of the address forms, UTF-8.
 * @param endpoint NULL for the defaults.
 * @param reader   Receives the handle; NULL after a refusal.
 * @return         As shm_topic_open_subscriber.
 */
SHM_NODISCARD int shm_value_open_observer(const char *address, const shm_endpoint_options *endpoint,
                                          shm_reader **reader);

/**
 * Removes a value, as shm_topic_remove.
 * @param address A bare name or one of the address forms, UTF-8.
 * @return        As shm_topic_remove.
 */
SHM_NODISCARD int shm_value_remove(const char *address);

/* ---- Senders -------------------------------------------------------------------------------------------
 *
 * The ends that send: publishers, producers and writers.
 *
 * Every timeout is in nanoseconds: 0 tries once and returns SHM_FULL or SHM_EMPTY, more waits and returns
 * SHM_TIMEOUT, SHM_INFINITE waits as long as it takes. A call that waits returns SHM_NO_PEER when nobody
 * lives on the other side, unless the end was opened with SHM_ENDPOINT_WAIT_FOR_PEER. All these, SHM_CLOSED,
 * SHM_LAPPED and SHM_CANCELLED are ordinary results: they leave no message for shm_last_error. A handle is
 * for one thread at a time; only the cancel calls may come from another.
 */

/**
 * Sends a message: it is copied once, into shared memory.
 * @param sender     An open sender.
 * @param data       The message; may be NULL when length is 0.
 * @param length     Bytes, up to the channel's capacity.
 * @param tag        A number of the caller's own that travels with it.
 * @param timeout_ns Nanoseconds to wait for room; 0 = not at all; SHM_INFINITE.
 * @return           0, or SHM_FULL, SHM_TIMEOUT, SHM_NO_PEER, SHM_CANCELLED, SHM_CLOSED (the stream has
 *                   ended), SHM_TOO_LARGE, SHM_RETIRED, SHM_CORRUPT, SHM_INVALID_ARGUMENT (a claim is
 *                   outstanding), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_sender_send(shm_sender *sender, const void *data, size_t length, uint32_t tag,
                                  int64_t timeout_ns);

/**
 * Sends messages of one size that stand one behind the other, with tag 0. It waits for room for the first one
 * only.
 * @param sender     An open sender.
 * @param messages   The first message; may be NULL when size or count is 0.
 * @param size       Bytes of each.
 * @param count      Number of messages.
 * @param timeout_ns Nanoseconds to wait for room for the first; 0 = not at all; SHM_INFINITE.
 * @return           How many were sent, from the first on; if none was and count is not 0, as
 *                   shm_sender_send.
 */
SHM_NODISCARD int shm_sender_send_many(shm_sender *sender, const void *messages, size_t size, size_t count,
                                       int64_t timeout_ns);

/**
 * Claims a slot, to write the message in place: nothing is copied. Up to 256 may be claimed at once, of a
 * value one; they are committed in their order.
 * @param sender     An open sender.
 * @param data       Receives where to write, valid until the commit or abort; what is there is old.
 * @param capacity   Receives the bytes there is room for; may be NULL.
 * @param timeout_ns Nanoseconds to wait for room; 0 = not at all; SHM_INFINITE.
 * @return           As shm_sender_send; SHM_INVALID_ARGUMENT when as many are claimed as can be.
 */
SHM_NODISCARD int shm_sender_claim(shm_sender *sender, void **data, size_t *capacity, int64_t timeout_ns);

/**
 * Makes the oldest claimed message visible.
 * @param sender An open sender.
 * @param length Bytes of the message.
 * @param tag    A number of the caller's own that travels with it.
 * @return       0, or SHM_NO_CLAIM, SHM_TOO_LARGE (it stays claimed), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_sender_commit(shm_sender *sender, size_t length, uint32_t tag);

/**
 * Gives up all that is claimed; receivers never see it.
 * @param sender An open sender.
 * @return       0, or SHM_NO_CLAIM, SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_sender_abort(shm_sender *sender);

/**
 * Says that nothing more comes, from nobody: receivers get what is there, then SHM_CLOSED. Closing an end
 * only leaves, and a crash ends nothing. It cannot be undone.
 * @param sender An open sender.
 * @return       0, or SHM_NO_CLAIM (a topic's only publisher, or a value's writer, has a claim outstanding),
 *               SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_sender_end(shm_sender *sender);

/**
 * Ends the wait that this handle is in, or else its next one, with SHM_CANCELLED. Any thread may call it at
 * any time, also while another closes the handle. To close a handle that is waiting: cancel, wait for the
 * call to return, close.
 * @param sender A sender.
 * @return       0, or SHM_INVALID_HANDLE (closed already), SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_sender_cancel(shm_sender *sender);

/**
 * What a channel is and how it is doing. Counters are read one by one while others work: they need not agree
 * with each other to the last message.
 */
typedef struct shm_channel_info {
    uint32_t struct_size;  /**< Size of this struct as the caller knows it; its initialiser sets it. */
    uint32_t kind;         /**< A shm_channel_kind. */
    uint32_t flags;        /**< shm_channel_flags, or-ed together. */
    uint32_t state;        /**< A shm_channel_state. */
    uint32_t closed;       /**< 1 once a sender said that nothing more comes. */
    uint32_t participants; /**< Ends that can be open at once. */
    int32_t senders;       /**< Living senders; -1 = not known, because the channel's locks may not be opened.
                                */
    int32_t receivers;     /**< Living receivers, observers not counted; -1 = not known. */
    int32_t dead;          /**< Participants that died and were not yet cleaned up after; -1 = not known. */
    int32_t creator_pid;   /**< Process id of the creator, in its own pid namespace. */
    uint32_t creator_uid;  /**< User id of the creator. */
    uint32_t field_count;  /**< Fields of the messages' type; shm_channel_fields tells them. */
    int64_t creation_time; /**< Time of creation, nanoseconds since 1970. */
    uint64_t slots;        /**< Slots. */
    uint64_t capacity;     /**< Payload bytes that a message can have. */
    uint64_t history;      /**< Topic: messages that stay readable for those who join later. */
    uint64_t size;         /**< Size of the channel's memory in bytes. */
    uint64_t sent;         /**< Messages sent, aborted ones included. */
    uint64_t taken;        /**< Queue: messages taken from its front. */
    uint64_t recoveries;   /**< Dead participants that were cleaned up after. */
    uint64_t aborted;      /**< Messages whose sender died while it wrote them. */
    uint64_t redelivered;  /**< Queue: messages offered again because their consumer died. */
    uint64_t dropped;      /**< Queue, at most once: messages dropped because their consumer died. */
    uint64_t lost;         /**< Topic: messages that the lossy subscribers of now missed. */
    uint64_t type_size;    /**< Size of the messages' type in bytes; 0 = any bytes. */
    uint64_t type_hash;    /**< Hash of the type's fields; 0 = not given. */
    char type_name[128];   /**< Name of the messages' type, NUL-terminated UTF-8; empty = any bytes. */
} shm_channel_info;

/** Its size, and zeroes: shm_channel_info one = SHM_CHANNEL_INFO_INIT; */
#define SHM_CHANNEL_INFO_INIT \
    {sizeof(shm_channel_info), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {0}}

/**
 * What the channel is and how it is doing.
 * @param sender An open sender.
 * @param info   Receives it; begin with SHM_CHANNEL_INFO_INIT.
 * @return       0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_sender_info(shm_sender *sender, shm_channel_info *info);

/**
 * Aborts what is claimed and leaves the channel. The last to leave removes it, unless it was created
 * SHM_CHANNEL_PERSISTENT.
 * @param sender NULL is nothing to close.
 * @return       0, or SHM_INVALID_HANDLE (a handle is closed once), SHM_FORKED_CHILD.
 */
int shm_sender_close(shm_sender *sender);

/* ---- Receivers -----------------------------------------------------------------------------------------
 *
 * The ends that senders wait for: a topic's subscribers and a queue's consumers.
 */

/** What a message is. */
enum shm_message_flags {
    SHM_MESSAGE_NONE = 0x0,        /**< Nothing special. */
    SHM_MESSAGE_REDELIVERED = 0x1, /**< Queue: another consumer had taken it, and died. */
};

/** A message that was taken or received. */
typedef struct shm_message {
    const void *data; /**< The bytes: in shared memory if the message was taken, where another process may
                           write to them, so check them before they are used and do not look twice; in the
                           caller's buffer if it was received. */
    size_t length;    /**< Bytes of the whole message, also when the buffer was too short for it. */
    uint32_t tag;     /**< The sender's number for it. */
    uint32_t flags;   /**< shm_message_flags, or-ed together. */
    uint64_t number;  /**< Tells it from the receiver's other messages, for shm_receiver_release_message. */
} shm_message;

/**
 * Copies the next message out.
 * @param receiver   An open receiver.
 * @param buffer     Receives the bytes, as many as it holds; may be NULL when size is 0.
 * @param size       Bytes of the buffer.
 * @param message    Receives what the message was; may be NULL.
 * @param timeout_ns Nanoseconds to wait for one; 0 = not at all; SHM_INFINITE.
 * @return           As shm_receiver_take, or SHM_TOO_LARGE (it was cut, and is gone).
 */
SHM_NODISCARD int shm_receiver_receive(shm_receiver *receiver, void *buffer, size_t size,
                                       shm_message *message, int64_t timeout_ns);

/**
 * Copies as many messages out as are there; it waits for the first one only.
 * @param receiver   An open receiver.
 * @param buffer     Receives the bytes of the n-th message at n times size; may be NULL when size is 0.
 * @param size       Bytes for each. A longer message is cut: its length says so.
 * @param messages   Receives what the messages were.
 * @param count      Number of messages there is room for.
 * @param timeout_ns Nanoseconds to wait for the first; 0 = not at all; SHM_INFINITE.
 * @return           How many were received; if none was and count is not 0, as shm_receiver_take.
 */
SHM_NODISCARD int shm_receiver_receive_many(shm_receiver *receiver, void *buffer, size_t size,
                                            shm_message *messages, size_t count, int64_t timeout_ns);

/**
 * Takes the next message, to read it where it is. It stays the receiver's until it is released; up to 256 may
 * be held at once.
 * @param receiver   An open receiver.
 * @param message    Receives the message; untouched after a refusal.
 * @param timeout_ns Nanoseconds to wait for one; 0 = not at all; SHM_INFINITE.
 * @return           0, or SHM_EMPTY, SHM_TIMEOUT, SHM_NO_PEER, SHM_CANCELLED, SHM_CLOSED (the end of the
 *                   stream), SHM_RETIRED, SHM_CORRUPT, SHM_INVALID_ARGUMENT (256 messages are held),
 *                   SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_receiver_take(shm_receiver *receiver, shm_message *message, int64_t timeout_ns);

/**
 * Takes as many messages as are there; it waits for the first one only.
 * @param receiver   An open receiver.
 * @param messages   Receives the messages.
 * @param count      Number of messages there is room for.
 * @param timeout_ns Nanoseconds to wait for the first; 0 = not at all; SHM_INFINITE.
 * @return           How many were taken; if none was and count is not 0, as shm_receiver_take.
 */
SHM_NODISCARD int shm_receiver_take_many(shm_receiver *receiver, shm_message *messages, size_t count,
                                         int64_t timeout_ns);

/**
 * Gives the oldest message that is held back: its bytes are the sender's again.
 * @param receiver An open receiver.
 * @return         0, or SHM_NO_CLAIM (none is held), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_receiver_release(shm_receiver *receiver);

/**
 * Gives the oldest messages that are held back.
 * @param receiver An open receiver.
 * @param count    Number of messages.
 * @return         0, or SHM_NO_CLAIM (fewer were held, and all of them were given back), SHM_INVALID_HANDLE,
 *                 SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_receiver_release_many(shm_receiver *receiver, size_t count);

/**
 * Gives one message that is held back, in any order; its slot waits for those that were taken before it.
 * @param receiver An open receiver.
 * @param message  As it was taken.
 * @return         0, or SHM_NO_CLAIM (it is not held), SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT,
 *                 SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_receiver_release_message(shm_receiver *receiver, const shm_message *message);

/**
 * Ends the wait that this handle is in, or else its next one, as shm_sender_cancel.
 * @param receiver A receiver.
 * @return         0, or SHM_INVALID_HANDLE (closed already), SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_receiver_cancel(shm_receiver *receiver);

/**
 * What the channel is and how it is doing.
 * @param receiver An open receiver.
 * @param info     Receives it; begin with SHM_CHANNEL_INFO_INIT.
 * @return         0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_receiver_info(shm_receiver *receiver, shm_channel_info *info);

/**
 * Leaves the channel; what a consumer still holds is offered to another. The last to leave removes it, as
 * shm_sender_close.
 * @param receiver NULL is nothing to close.
 * @return         0, or SHM_INVALID_HANDLE (a handle is closed once), SHM_FORKED_CHILD.
 */
int shm_receiver_close(shm_receiver *receiver);

/* ---- Readers -------------------------------------------------------------------------------------------
 *
 * The ends that copy and that nobody waits for: a value's readers, a topic's lossy subscribers, and
 * observers. What they return was whole.
 */

/**
 * Copies the next message of a topic, or a value's newest if it is newer than the last one read.
 * @param reader     An open reader.
 * @param buffer     Receives the bytes, as many as it holds; may be NULL when size is 0.
 * @param size       Bytes of the buffer.
 * @param message    Receives what the message was; may be NULL.
 * @param timeout_ns Nanoseconds to wait for one; 0 = not at all; SHM_INFINITE.
 * @return           0, or SHM_EMPTY, SHM_TIMEOUT, SHM_NO_PEER, SHM_CANCELLED, SHM_CLOSED (the end of the
 *                   stream), SHM_LAPPED (messages were missed: the next call goes on near the newest),
 *                   SHM_TOO_LARGE (it was cut), SHM_RETIRED, SHM_CORRUPT, SHM_INVALID_ARGUMENT,
 *                   SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_reader_receive(shm_reader *reader, void *buffer, size_t size, shm_message *message,
                                     int64_t timeout_ns);

/**
 * Copies a value's newest message, also when it was read before.
 * @param reader  An open reader of a value.
 * @param buffer  Receives the bytes, as many as it holds; may be NULL when size is 0.
 * @param size    Bytes of the buffer.
 * @param message Receives what the message was; may be NULL.
 * @return        As shm_reader_receive; SHM_EMPTY only while nothing was ever written; SHM_WRONG_KIND for a
 *                topic.
 */
SHM_NODISCARD int shm_reader_get(shm_reader *reader, void *buffer, size_t size, shm_message *message);

/**
 * How many messages of a topic were overwritten before this end read them.
 * @param reader An open reader.
 * @param lost   Receives the number since it was opened; 0 for a value.
 * @return       0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_reader_lost(shm_reader *reader, uint64_t *lost);

/**
 * Ends the wait that this handle is in, or else its next one, as shm_sender_cancel. An observer notices
 * within half a second.
 * @param reader A reader.
 * @return       0, or SHM_INVALID_HANDLE (closed already), SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_reader_cancel(shm_reader *reader);

/**
 * What the channel is and how it is doing. To an observer, who lives is not known.
 * @param reader An open reader.
 * @param info   Receives it; begin with SHM_CHANNEL_INFO_INIT.
 * @return       0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_reader_info(shm_reader *reader, shm_channel_info *info);

/**
 * Leaves the channel. The last to leave removes it, as shm_sender_close; an observer never does.
 * @param reader NULL is nothing to close.
 * @return       0, or SHM_INVALID_HANDLE (a handle is closed once), SHM_FORKED_CHILD.
 */
int shm_reader_close(shm_reader *reader);

/* ---- Channels by address -------------------------------------------------------------------------------
 *
 * Channels of any kind looked at from outside: read-only, nobody notices.
 */

/**
 * What a channel is and how it is doing.
 * @param address A bare name or one of the address forms, UTF-8.
 * @param info    Receives it; begin with SHM_CHANNEL_INFO_INIT.
 * @return        0, or SHM_NOT_FOUND, SHM_NOT_READY (it is being created), SHM_WRONG_KIND (it is no channel),
 *                SHM_WRONG_VERSION, SHM_CORRUPT, SHM_INVALID_ADDRESS, SHM_INVALID_ARGUMENT, -EACCES.
 */
SHM_NODISCARD int shm_channel_stat(const char *address, shm_channel_info *info);

/** One participant of a channel, as it says of itself; whether it lives, the kernel says. */
typedef struct shm_participant_info {
    uint32_t index;          /**< Its entry in the table. */
    uint32_t role;           /**< A shm_participant_role. */
    int32_t alive;           /**< 1 = lives, 0 = died and was not yet cleaned up after, -1 = not known. */
    int32_t pid;             /**< Process id, in its own pid namespace. */
    uint64_t start_time;     /**< Start time of that process in clock ticks since boot. */
    uint64_t behind;         /**< Reliable subscriber: messages that were sent and that it has not released.
                                  */
    uint64_t lost;           /**< Lossy subscriber: messages that it missed. */
    char name[64];           /**< Its name, NUL-terminated UTF-8; may be empty. */
    uint8_t reserved_104[8]; /**< Zero. */
} shm_participant_info;

/**
 * Who takes part in a channel, by ascending entry; observers are not known.
 * @param address      A bare name or one of the address forms, UTF-8.
 * @param participants Receives the first of them; may be NULL when capacity is 0.
 * @param capacity     Number of participants there is room for.
 * @return             The number of all participants, or as shm_channel_stat.
 */
SHM_NODISCARD int shm_channel_participants(const char *address, shm_participant_info *participants,
                                           size_t capacity);

/**
 * The fields of a channel's messages, as its creator gave them.
 * @param address  A bare name or one of the address forms, UTF-8.
 * @param fields   Receives the first of them; may be NULL when capacity is 0.
 * @param capacity Number of fields there is room for.
 * @return         The number of all fields, 0 = not given, or as shm_channel_stat.
 */
SHM_NODISCARD int shm_channel_fields(const char *address, shm_field *fields, size_t capacity);

/* ---- Servers -------------------------------------------------------------------------------------------
 *
 * A server creates a segment, writes into it, and removes it when it closes.
 *
 * Writes are all or nothing: what would pass the end touches nothing and is refused. Other processes see
 * bytes as they are written; a server that wants to show only finished ones creates with SHM_CREATE_HIDDEN
 * and publishes.
 */

/** A segment that this process created. */
typedef struct shm_server shm_server;

/** How a segment is created. */
enum shm_create_flags {
    SHM_CREATE_NONE = 0x0,          /**< Refuse an address that is taken; show the segment at once. */
    SHM_CREATE_REPLACE = 0x1,       /**< Take over an existing segment to which nobody is attached. */
    SHM_CREATE_HIDDEN = 0x2,        /**< Keep the segment from other processes until shm_server_publish: they
                                         never see it half written. */
    SHM_CREATE_KEEP = 0x4,          /**< Leave the segment in place on close; shm_segment_remove removes it.
                                         */
    SHM_CREATE_INTERRUPTIBLE = 0x8, /**< A wait for an event, a semaphore, a mutex or a value ends with -EINTR
                                         when its thread handled a signal meanwhile. */
};

/** Permissions of a new segment unless asked otherwise. */
#define SHM_DEFAULT_MODE 0600

/** How a segment is created. Zeroed, it means the defaults. */
typedef struct shm_create_options {
    uint32_t struct_size; /**< Size of this struct as the caller knows it; its initialiser sets it. */
    uint32_t flags;       /**< shm_create_flags, or-ed together. */
    uint32_t mode;        /**< Permission bits, as of chmod(2), not masked by umask; 0 = SHM_DEFAULT_MODE. */
    uint32_t reserved;    /**< Zero. */
} shm_create_options;

/** Its size, and zeroes: shm_create_options one = SHM_CREATE_OPTIONS_INIT; */
#define SHM_CREATE_OPTIONS_INIT \
    {sizeof(shm_create_options), 0, 0, 0}

/**
 * Creates a segment of zeroes and attaches it. An address that is taken is never taken over silently.
 * @param address One of the address forms, UTF-8.
 * @param size    Bytes, at least 1.
 * @param options NULL for the defaults: permissions 0600, shown at once, removed on close.
 * @param server  Receives the handle; NULL after a refusal.
 * @return        0, or SHM_ALREADY_EXISTS, SHM_IN_USE (SHM_CREATE_REPLACE and somebody is attached),
 *                SHM_INVALID_ADDRESS, SHM_INVALID_SIZE, SHM_NOT_ENOUGH_MEMORY, -EACCES and other refusals of
 *                the kernel.
 */
SHM_NODISCARD int shm_server_create(const char *address, size_t size, const shm_create_options *options,
                                    shm_server **server);

/**
 * What creating it did that a person should be told: such as reclaiming what a killed server had left at the
 * address.
 * @param server An open server.
 * @param buffer Receives UTF-8, cut at a character where it does not fit, and always a NUL; may be NULL.
 * @param size   Bytes of the buffer.
 * @return       Bytes of the whole text without its NUL, 0 = nothing to tell, or SHM_INVALID_HANDLE.
 */
SHM_NODISCARD int shm_server_notice(shm_server *server, char *buffer, size_t size);

/**
 * Shows a segment created with SHM_CREATE_HIDDEN to other processes; once shown, it does nothing.
 * @param server An open server.
 * @return       0, or SHM_ALREADY_EXISTS (another took the name meanwhile), SHM_INVALID_HANDLE.
 */
SHM_NODISCARD int shm_server_publish(shm_server *server);

/**
 * Copies bytes into the segment.
 * @param server An open server.
 * @param offset Bytes from the start of the segment.
 * @param data   What to write; may be NULL when length is 0.
 * @param length Bytes to write.
 * @return       0, or SHM_OUT_OF_BOUNDS (nothing was written), SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT,
 *               SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_server_write(shm_server *server, size_t offset, const void *data, size_t length);

/**
 * Copies bytes out of the segment.
 * @param server An open server.
 * @param offset Bytes from the start of the segment.
 * @param buffer Receives the bytes; may be NULL when length is 0.
 * @param length Bytes to read.
 * @return       As shm_server_write.
 */
SHM_NODISCARD int shm_server_read(shm_server *server, size_t offset, void *buffer, size_t length);

/**
 * Writes a character. This and the following calls write one value in the byte order of the machine, at any
 * offset, aligned or not.
 * @param server An open server.
 * @param offset Bytes from the start of the segment.
 * @param value  What to write.
 * @return       As shm_server_write.
 */
SHM_NODISCARD int shm_server_put_char(shm_server *server, size_t offset, char value);

/** Writes a signed 8-bit integer. */
SHM_NODISCARD int shm_server_put_int8(shm_server *server, size_t offset, int8_t value);

/** Writes an unsigned 8-bit integer. */
SHM_NODISCARD int shm_server_put_uint8(shm_server *server, size_t offset, uint8_t value);

/** Writes a signed 16-bit integer. */
SHM_NODISCARD int shm_server_put_int16(shm_server *server, size_t offset, int16_t value);

/** Writes an unsigned 16-bit integer. */
SHM_NODISCARD int shm_server_put_uint16(shm_server *server, size_t offset, uint16_t value);

/** Writes a signed 32-bit integer. */
SHM_NODISCARD int shm_server_put_int32(shm_server *server, size_t offset, int32_t value);

/** Writes an unsigned 32-bit integer. */
SHM_NODISCARD int shm_server_put_uint32(shm_server *server, size_t offset, uint32_t value);

/** Writes a signed 64-bit integer. */
SHM_NODISCARD int shm_server_put_int64(shm_server *server, size_t offset, int64_t value);

/** Writes an unsigned 64-bit integer. */
SHM_NODISCARD int shm_server_put_uint64(shm_server *server, size_t offset, uint64_t value);

/** Writes a single precision number. */
SHM_NODISCARD int shm_server_put_float(shm_server *server, size_t offset, float value);

/** Writes a double precision number. */
SHM_NODISCARD int shm_server_put_double(shm_server *server, size_t offset, double value);

/**
 * Writes a text and its NUL.
 * @param server An open server.
 * @param offset Bytes from the start of the segment.
 * @param text   NUL-terminated UTF-8.
 * @return       As shm_server_write.
 */
SHM_NODISCARD int shm_server_put_string(shm_server *server, size_t offset, const char *text);

/**
 * Where the segment is mapped in this process, for pointer arithmetic at the caller's own risk.
 * @param server An open server.
 * @param size   Receives the size in bytes; may be NULL.
 * @return       The first byte, valid until shm_server_close; NULL when the handle may not be used.
 */
SHM_NODISCARD void *shm_server_data(shm_server *server, size_t *size);

/** What a segment is made of. */
enum shm_segment_backend {
    SHM_BACKEND_SYSV = 1,  /**< System V shared memory: shmget(2). */
    SHM_BACKEND_POSIX = 2, /**< POSIX shared memory: a name in /dev/shm, shm_overview(7). */
    SHM_BACKEND_FILE = 3,  /**< A mapped file: mmap(2). */
};

/**
 * What the kernel knows of a segment. Times are seconds since 1970, 0 = never. For POSIX and file segments
 * key is 0, id the inode, attach and detach times are 0, the last pid is 0, and the processes attached are
 * counted from /proc as far as it may be read.
 */
typedef struct shm_segment_info {
    uint32_t struct_size; /**< Size of this struct as the caller knows it; its initialiser sets it. */
    uint32_t backend;     /**< A shm_segment_backend. */
    uint64_t size;        /**< Size of the segment in bytes. */
    uint64_t id;          /**< System V: shmid. POSIX and file: inode. */
    uint64_t device;      /**< POSIX and file: device number; System V: 0. */
    int32_t key;          /**< System V key, 0 for a private one. */
    uint32_t mode;        /**< Permission bits, as of chmod(2). */
    uint32_t owner_uid;   /**< User id of the owner. */
    uint32_t owner_gid;   /**< Group id of the owner. */
    uint32_t creator_uid; /**< User id of the creator. */
    uint32_t creator_gid; /**< Group id of the creator. */
    int32_t creator_pid;  /**< Process id of the creator, 0 = unknown. */
    int32_t last_pid;     /**< Process id of the last that attached or detached, 0 = unknown. */
    uint64_t attached;    /**< Attachments now. */
    int64_t attach_time;  /**< Time of the last attach. */
    int64_t detach_time;  /**< Time of the last detach. */
    int64_t change_time;  /**< Time of creation or of the last change of permissions. */
    uint32_t not_ready;   /**< 1 while the creator has not finished writing it. */
    uint32_t abandoned;   /**< 1 when this library created it and that server is gone: the next create at the
                               address reclaims it. */
} shm_segment_info;

/** Its size, and zeroes: shm_segment_info one = SHM_SEGMENT_INFO_INIT; */
#define SHM_SEGMENT_INFO_INIT \
    {sizeof(shm_segment_info), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

/**
 * What the kernel knows of the segment now.
 * @param server An open server.
 * @param info   Receives it; begin with SHM_SEGMENT_INFO_INIT.
 * @return       0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT.
 */
SHM_NODISCARD int shm_server_info(shm_server *server, shm_segment_info *info);

/**
 * Detaches the segment and, unless created with SHM_CREATE_KEEP, removes it. Clients that are attached keep
 * their bytes.
 * @param server NULL is nothing to close.
 * @return       0, or SHM_INVALID_HANDLE (a handle is closed once), SHM_FORKED_CHILD.
 */
int shm_server_close(shm_server *server);

/* ---- Clients -------------------------------------------------------------------------------------------
 *
 * A client attaches a segment that some process created, with or without this library, and reads from it.
 *
 * Reads are all or nothing. A client never creates and never removes.
 */

/** A segment that this process attached. */
typedef struct shm_client shm_client;

/** How a segment is attached. */
enum shm_attach_flags {
    SHM_ATTACH_NONE = 0x0,          /**< Read-only: the MMU refuses writes. */
    SHM_ATTACH_WRITABLE = 0x1,      /**< For reading and writing. */
    SHM_ATTACH_INTERRUPTIBLE = 0x2, /**< A wait for an event, a semaphore, a mutex or a value ends with -EINTR
                                         when its thread handled a signal meanwhile. */
};

/**
 * Attaches a segment, waiting until it exists and its server shows it.
 * @param address    One of the address forms, UTF-8.
 * @param flags      0 = read-only, by the MMU; SHM_ATTACH_WRITABLE.
 * @param timeout_ns Nanoseconds to wait; 0 = not at all; SHM_INFINITE.
 * @param client     Receives the handle; NULL after a refusal.
 * @return           0, or SHM_NOT_FOUND and SHM_NOT_READY (no waiting), SHM_TIMEOUT, SHM_INVALID_ADDRESS,
 *                   -EACCES and other refusals of the kernel.
 */
SHM_NODISCARD int shm_client_attach(const char *address, uint32_t flags, int64_t timeout_ns,
                                    shm_client **client);

/**
 * Copies bytes out of the segment.
 * @param client An open client.
 * @param offset Bytes from the start of the segment.
 * @param buffer Receives the bytes; may be NULL when length is 0.
 * @param length Bytes to read.
 * @return       0, or SHM_OUT_OF_BOUNDS (nothing was read), SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT,
 *               SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_client_read(shm_client *client, size_t offset, void *buffer, size_t length);

/**
 * Reads a character. This and the following calls read one value in the byte order of the machine, at any
 * offset, aligned or not.
 * @param client An open client.
 * @param offset Bytes from the start of the segment.
 * @param value  Receives it; untouched after a refusal.
 * @return       As shm_client_read.
 */
SHM_NODISCARD int shm_client_get_char(shm_client *client, size_t offset, char *value);

/** Reads a signed 8-bit integer. */
SHM_NODISCARD int shm_client_get_int8(shm_client *client, size_t offset, int8_t *value);

/** Reads an unsigned 8-bit integer. */
SHM_NODISCARD int shm_client_get_uint8(shm_client *client, size_t offset, uint8_t *value);

/** Reads a signed 16-bit integer. */
SHM_NODISCARD int shm_client_get_int16(shm_client *client, size_t offset, int16_t *value);

/** Reads an unsigned 16-bit integer. */
SHM_NODISCARD int shm_client_get_uint16(shm_client *client, size_t offset, uint16_t *value);

/** Reads a signed 32-bit integer. */
SHM_NODISCARD int shm_client_get_int32(shm_client *client, size_t offset, int32_t *value);

/** Reads an unsigned 32-bit integer. */
SHM_NODISCARD int shm_client_get_uint32(shm_client *client, size_t offset, uint32_t *value);

/** Reads a signed 64-bit integer. */
SHM_NODISCARD int shm_client_get_int64(shm_client *client, size_t offset, int64_t *value);

/** Reads an unsigned 64-bit integer. */
SHM_NODISCARD int shm_client_get_uint64(shm_client *client, size_t offset, uint64_t *value);

/** Reads a single precision number. */
SHM_NODISCARD int shm_client_get_float(shm_client *client, size_t offset, float *value);

/** Reads a double precision number. */
SHM_NODISCARD int shm_client_get_double(shm_client *client, size_t offset, double *value);

/**
 * Reads a text up to its NUL.
 * @param client An open client.
 * @param offset Bytes from the start of the segment.
 * @param buffer Receives the text, cut at a character where it does not fit, and always a NUL; may be NULL.
 * @param size   Bytes of the buffer.
 * @return       Bytes of the whole text without its NUL, or SHM_INVALID_VALUE (no NUL up to the end), or as
 *               shm_client_read.
 */
SHM_NODISCARD int shm_client_get_string(shm_client *client, size_t offset, char *buffer, size_t size);

/**
 * Copies bytes into a segment attached with SHM_ATTACH_WRITABLE.
 * @param client An open client.
 * @param offset Bytes from the start of the segment.
 * @param data   What to write; may be NULL when length is 0.
 * @param length Bytes to write.
 * @return       0, or SHM_READ_ONLY, or as shm_client_read.
 */
SHM_NODISCARD int shm_client_write(shm_client *client, size_t offset, const void *data, size_t length);

/**
 * Where the segment is mapped in this process. Writing through it kills a process that did not attach with
 * SHM_ATTACH_WRITABLE.
 * @param client An open client.
 * @param size   Receives the size in bytes; may be NULL.
 * @return       The first byte, valid until shm_client_detach; NULL when the handle may not be used.
 */
SHM_NODISCARD const void *shm_client_data(shm_client *client, size_t *size);

/**
 * What the kernel knows of the segment now.
 * @param client An open client.
 * @param info   Receives it; begin with SHM_SEGMENT_INFO_INIT.
 * @return       0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT.
 */
SHM_NODISCARD int shm_client_info(shm_client *client, shm_segment_info *info);

/**
 * Detaches the segment, which stays where it is.
 * @param client NULL is nothing to detach.
 * @return       0, or SHM_INVALID_HANDLE: a handle is detached once.
 */
int shm_client_detach(shm_client *client);

/* ---- Segments by address -------------------------------------------------------------------------------
 *
 * Segments looked at and removed from outside, attached or not.
 */

/**
 * What the kernel knows of a segment, without attaching it.
 * @param address One of the address forms, UTF-8.
 * @param info    Receives it; begin with SHM_SEGMENT_INFO_INIT.
 * @return        0, or SHM_NOT_FOUND, SHM_INVALID_ADDRESS, SHM_INVALID_ARGUMENT, -EACCES.
 */
SHM_NODISCARD int shm_segment_stat(const char *address, shm_segment_info *info);

/**
 * Removes a segment: nobody new can attach it, and who is attached keeps the bytes until the last one
 * detaches.
 * @param address One of the address forms, UTF-8.
 * @return        0, or SHM_NOT_FOUND, SHM_INVALID_ADDRESS, -EPERM and other refusals of the kernel.
 */
SHM_NODISCARD int shm_segment_remove(const char *address);

/* ---- Layouts of fields ---------------------------------------------------------------------------------
 *
 * Where the fields of a struct stand: computed as a C compiler does, packed, or as the offsets say.
 *
 * A layout is an array of shm_field. No two of its fields share a byte.
 */

/** How fields without an offset of their own are placed after the field before them. */
enum shm_field_placement {
    SHM_PLACE_NATURAL = 0, /**< As a C compiler places the members of a struct (System V ABI, LP64). */
    SHM_PLACE_PACKED = 1,  /**< Without padding, as with __attribute__((packed)). */
};

/**
 * Computes the layout of fields written as [OFFSET@]TYPE, such as "string[19], int, char, 40@double".
 * @param specs     Separated by commas or white space. TYPE: char, int, int8 to uint64, float, double,
 *                  string[N], bytes[N].
 * @param placement Of shm_field_placement, for the fields without an offset.
 * @param fields    Receives the first fields; may be NULL when capacity is 0.
 * @param capacity  Number of fields there is room for.
 * @return          The number of all fields, or SHM_INVALID_FIELD, SHM_FIELD_OVERLAP, SHM_INVALID_ARGUMENT.
 */
SHM_NODISCARD int shm_fields_parse(const char *specs, uint32_t placement, shm_field *fields, size_t capacity);

/** The offset of a field that follows the one before it; to be placed by shm_fields_place. */
#define SHM_NEXT_OFFSET UINT64_MAX

/**
 * Places fields whose type, size (0 for numbers) and name are set, and fills in what is missing.
 * @param fields    Each at its offset, or after the field before it where the offset is SHM_NEXT_OFFSET.
 * @param count     Number of fields.
 * @param placement Of shm_field_placement, for the fields without an offset.
 * @param size      Receives the size of the struct with its padding; may be NULL.
 * @return          0, or SHM_INVALID_FIELD, SHM_FIELD_OVERLAP, SHM_INVALID_ARGUMENT; then the fields are as
 *                  they were.
 */
SHM_NODISCARD int shm_fields_place(shm_field *fields, size_t count, uint32_t placement, size_t *size);

/**
 * Compares two layouts, field by field.
 * @param fields      One layout.
 * @param count       Number of its fields.
 * @param others      The other layout.
 * @param other_count Number of its fields.
 * @param text        Receives the differences, one line each, cut where they do not fit, and always a NUL;
 *                    may be NULL.
 * @param size        Bytes of the text's buffer.
 * @return            The number of differences, 0 = equal, or SHM_INVALID_FIELD, SHM_FIELD_OVERLAP,
 *                    SHM_INVALID_ARGUMENT.
 */
SHM_NODISCARD int shm_fields_compare(const shm_field *fields, size_t count, const shm_field *others,
                                     size_t other_count, char *text, size_t size);

/* ---- Primitives ----------------------------------------------------------------------------------------
 *
 * Events, semaphores, mutexes and read-write values, at offsets of a segment that the user chooses.
 *
 * A primitive stands in a raw segment, at a multiple of 8. One process initialises it, once, before others
 * use it; there is nothing to open or close. The calls take a shm_segment, which is the server or the client
 * under another type: get it once, and keep it as long as that handle is open. Any number of threads may use
 * one at once.
 */

/** What primitives stand in: the segment of a server or a client. */
typedef struct shm_segment shm_segment;

/**
 * A server's segment.
 * @param server An open server.
 * @return       The segment, valid until shm_server_close; NULL when the handle may not be used. The calls
 *               refuse NULL with SHM_INVALID_HANDLE.
 */
SHM_NODISCARD shm_segment *shm_server_segment(shm_server *server);

/**
 * A client's segment.
 * @param client An open client; with SHM_ATTACH_WRITABLE for all but reading a read-write value.
 * @return       The segment, valid until shm_client_detach; NULL when the handle may not be used. The calls
 *               refuse NULL with SHM_INVALID_HANDLE.
 */
SHM_NODISCARD shm_segment *shm_client_segment(shm_client *client);

#ifndef __cplusplus
/** The segment of a server or a client, whichever it is. */
#define SHM_SEGMENT(handle)                                                                                   \
    _Generic((handle), shm_server *: shm_server_segment, shm_client *: shm_client_segment)(handle)
#endif

/* ---- Events --------------------------------------------------------------------------------------------
 *
 * Events at an offset of a segment that the user chooses: a manual one lets everybody pass, an automatic one
 * lets one pass for each time it was set.
 */

/** How an event is made. */
enum shm_event_flags {
    SHM_EVENT_NONE = 0x0,          /**< Not set at first; whoever waited for it resets it. */
    SHM_EVENT_MANUAL = 0x1,        /**< It stays set until it is reset. */
    SHM_EVENT_INITIALLY_SET = 0x2, /**< It is set at first. */
};

/**
 * Makes an event of sizeof(shm_event) bytes, whatever was there before.
 * @param segment Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset  Bytes from the start of the segment, a multiple of 8.
 * @param flags   Of shm_event_flags; 0 = automatic, not set.
 * @return        0, or SHM_OUT_OF_BOUNDS, SHM_MISALIGNED, SHM_READ_ONLY, SHM_INVALID_HANDLE,
 *                SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_event_init(shm_segment *segment, size_t offset, uint32_t flags);

/**
 * Sets an event and wakes who waits. Whoever passes sees what was written before.
 * @param segment Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset  Where the event is.
 * @return        0, or SHM_WRONG_KIND (no event is there), SHM_CORRUPT, or as shm_event_init.
 */
SHM_NODISCARD int shm_event_set(shm_segment *segment, size_t offset);

/**
 * Resets an event.
 * @param segment Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset  Where the event is.
 * @return        As shm_event_set.
 */
SHM_NODISCARD int shm_event_reset(shm_segment *segment, size_t offset);

/**
 * Waits until an event is set; an automatic one is reset with that.
 * @param segment    Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset     Where the event is.
 * @param timeout_ns Nanoseconds to wait; 0 = not at all; SHM_INFINITE.
 * @return           0, or SHM_TIMEOUT, or as shm_event_set.
 */
SHM_NODISCARD int shm_event_wait(shm_segment *segment, size_t offset, int64_t timeout_ns);

/* ---- Semaphores ----------------------------------------------------------------------------------------
 *
 * Counting semaphores at an offset of a segment.
 *
 * A count belongs to nobody: what a process had taken when it was killed is not given back, as with
 * sem_wait(3).
 */

/**
 * Makes a semaphore of sizeof(shm_semaphore) bytes, whatever was there before.
 * @param segment Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset  Bytes from the start of the segment, a multiple of 8.
 * @param count   What it counts at first.
 * @param maximum What it never counts beyond, up to SHM_SEMAPHORE_MAXIMUM; 0 = that.
 * @return        0, or SHM_INVALID_ARGUMENT (the count is beyond the maximum), or as shm_event_init.
 */
SHM_NODISCARD int shm_semaphore_init(shm_segment *segment, size_t offset, uint32_t count, uint32_t maximum);

/**
 * Counts up, and wakes who waits.
 * @param segment Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset  Where the semaphore is.
 * @param count   By how much, at least 1.
 * @return        0, or SHM_OVERFLOW (nothing was added), SHM_WRONG_KIND (no semaphore is there), or as
 *                shm_event_init.
 */
SHM_NODISCARD int shm_semaphore_release(shm_segment *segment, size_t offset, uint32_t count);

/**
 * Counts down, waiting while it counts 0.
 * @param segment    Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset     Where the semaphore is.
 * @param timeout_ns Nanoseconds to wait; 0 = not at all; SHM_INFINITE.
 * @return           0, or SHM_TIMEOUT, SHM_WRONG_KIND, or as shm_event_init.
 */
SHM_NODISCARD int shm_semaphore_wait(shm_segment *segment, size_t offset, int64_t timeout_ns);

/**
 * What it counts now; others may change it at any time.
 * @param segment Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset  Where the semaphore is.
 * @return        The count, or SHM_WRONG_KIND, or as shm_event_init.
 */
SHM_NODISCARD int shm_semaphore_count(shm_segment *segment, size_t offset);

/* ---- Mutexes -------------------------------------------------------------------------------------------
 *
 * Robust mutexes at an offset of a segment: the next owner is told that the last one died.
 *
 * A thread holds a mutex, and that thread unlocks it. When the thread or its process ends while it holds the
 * mutex, however it ends, the next one to lock gets SHM_OWNER_DIED: it holds the mutex, and has to look after
 * what it protects. One that is stopped or slow keeps it. All users are in one pid namespace.
 */

/**
 * Makes a mutex of sizeof(shm_mutex) bytes that nobody holds, whatever was there before.
 * @param segment Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset  Bytes from the start of the segment, a multiple of 8.
 * @return        As shm_event_init.
 */
SHM_NODISCARD int shm_mutex_init(shm_segment *segment, size_t offset);

/**
 * Takes a mutex, waiting while another thread has it.
 * @param segment    Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset     Where the mutex is.
 * @param timeout_ns Nanoseconds to wait; 0 = not at all; SHM_INFINITE.
 * @return           0; SHM_OWNER_DIED: it is locked too, but what it protects may be half changed;
 *                   SHM_TIMEOUT; SHM_DEADLOCK (this thread holds it already), SHM_WRONG_KIND (no mutex is
 *                   there), SHM_OTHER_NAMESPACE, or as shm_event_init.
 */
SHM_NODISCARD int shm_mutex_lock(shm_segment *segment, size_t offset, int64_t timeout_ns);

/**
 * Gives a mutex back.
 * @param segment Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset  Where the mutex is.
 * @return        0, or SHM_NOT_OWNER (it is free, or another thread's), SHM_WRONG_KIND, SHM_OTHER_NAMESPACE,
 *                or as shm_event_init.
 */
SHM_NODISCARD int shm_mutex_unlock(shm_segment *segment, size_t offset);

/* ---- Read-write values ---------------------------------------------------------------------------------
 *
 * Values at an offset of a segment that are read and written as a whole: never torn, and readers hold no
 * writer up.
 *
 * Writers take turns; one that dies leaves the value that it found. Readers may have the segment read-only.
 */

/**
 * Bytes that a value takes in the segment: two copies, and what belongs to them.
 * @param size Bytes of the value, 1 to 2^30.
 * @return     The bytes; 0 when the size cannot be.
 */
size_t shm_seqlock_size(size_t size);

/**
 * Makes a place for values of one size, without a value, whatever was there before.
 * @param segment Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset  Bytes from the start of the segment, a multiple of 8.
 * @param size    Bytes of the value.
 * @return        0, or SHM_INVALID_SIZE, or as shm_event_init.
 */
SHM_NODISCARD int shm_seqlock_init(shm_segment *segment, size_t offset, size_t size);

/**
 * Replaces the value.
 * @param segment    Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset     Where it is.
 * @param value      The new value.
 * @param size       Its bytes, as at shm_seqlock_init.
 * @param timeout_ns Nanoseconds to wait until another writer is done; 0 = not at all; SHM_INFINITE.
 * @return           0, or SHM_TIMEOUT, SHM_TYPE_MISMATCH (another size), SHM_WRONG_KIND (no such value is
 *                   there), SHM_OTHER_NAMESPACE, SHM_INVALID_ARGUMENT, or as shm_event_init.
 */
SHM_NODISCARD int shm_seqlock_write(shm_segment *segment, size_t offset, const void *value, size_t size,
                                    int64_t timeout_ns);

/**
 * Copies the newest value out.
 * @param segment    Of a server or client; a client's may be read-only.
 * @param offset     Where it is.
 * @param value      Receives the value; after a refusal what it holds is none.
 * @param size       Its bytes, as at shm_seqlock_init.
 * @param version    In: which value was read before, 0 = none; only another one counts. Out: which one this
 *                   is. NULL: any value counts.
 * @param timeout_ns Nanoseconds to wait for one; 0 = not at all; SHM_INFINITE.
 * @return           As shm_seqlock_write.
 */
SHM_NODISCARD int shm_seqlock_read(shm_segment *segment, size_t offset, void *value, size_t size,
                                   uint64_t *version, int64_t timeout_ns);

/* ---- Waiting on many -----------------------------------------------------------------------------------
 *
 * Waiting for several things at once: in one call, or in an event loop by a descriptor.
 *
 * A wait set names the members with which something can be done; nothing is taken. One thread at a time uses
 * a set and its members. A segment with events of a set stays open until they are removed or the set is
 * closed; ends of channels may be closed at any time.
 *
 * Descriptors are for poll(2), epoll(7), select(2) and event loops: they are readable (senders' too) when a
 * look may be worth it, and become unreadable when a call with a timeout of 0 finds nothing (SHM_EMPTY,
 * SHM_FULL, of a set SHM_TIMEOUT). So call until that, or until it is enough for now: the descriptor stays
 * readable. Like a pipe's, it stays readable at the end of the stream, and when nobody is on the other side:
 * calls with a timeout of 0 then report SHM_NO_PEER. A descriptor belongs to its handle: it is not to be read
 * or closed. The first one starts a thread of the library that sleeps and takes no signals; it ends with the
 * last one.
 */

/** Things that are waited for in one call. */
typedef struct shm_waitset shm_waitset;

/**
 * Makes an empty set.
 * @param set Receives the handle; NULL after a refusal.
 * @return    0, or SHM_INVALID_ARGUMENT, SHM_NOT_ENOUGH_MEMORY.
 */
SHM_NODISCARD int shm_waitset_create(shm_waitset **set);

/**
 * Adds a receiver, to wait for messages.
 * @param set      An open set.
 * @param receiver An open receiver.
 * @param tag      A number of one's own that names it.
 * @return         0, or SHM_ALREADY_EXISTS (the tag), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_waitset_add_receiver(shm_waitset *set, shm_receiver *receiver, int64_t tag);

/**
 * Adds a reader, to wait for messages.
 * @param set    An open set.
 * @param reader An open reader.
 * @param tag    A number of one's own that names it.
 * @return       As shm_waitset_add_receiver.
 */
SHM_NODISCARD int shm_waitset_add_reader(shm_waitset *set, shm_reader *reader, int64_t tag);

/**
 * Adds a sender, to wait for room.
 * @param set    An open set.
 * @param sender An open sender.
 * @param tag    A number of one's own that names it.
 * @return       As shm_waitset_add_receiver.
 */
SHM_NODISCARD int shm_waitset_add_sender(shm_waitset *set, shm_sender *sender, int64_t tag);

/**
 * Adds an event, which stays set until shm_event_wait.
 * @param set     An open set.
 * @param segment Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset  Where the event is.
 * @param tag     A number of one's own that names it.
 * @return        As shm_waitset_add_receiver, and SHM_WRONG_KIND (no event is there), SHM_OUT_OF_BOUNDS,
 *                SHM_MISALIGNED, SHM_READ_ONLY.
 */
SHM_NODISCARD int shm_waitset_add_event(shm_waitset *set, shm_segment *segment, size_t offset, int64_t tag);

/**
 * Adds a semaphore, which keeps its count until shm_semaphore_wait.
 * @param set     An open set.
 * @param segment Of a server, or of a client attached with SHM_ATTACH_WRITABLE.
 * @param offset  Where the semaphore is.
 * @param tag     A number of one's own that names it.
 * @return        As shm_waitset_add_event.
 */
SHM_NODISCARD int shm_waitset_add_semaphore(shm_waitset *set, shm_segment *segment, size_t offset,
                                            int64_t tag);

/**
 * Takes a member out.
 * @param set An open set.
 * @param tag Its number.
 * @return    0, or SHM_NOT_FOUND, SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_waitset_remove(shm_waitset *set, int64_t tag);

/** A member of a wait set with which something can be done. */
typedef struct shm_ready {
    int64_t tag;       /**< The number that it was added with. */
    int32_t status;    /**< 0: a call with a timeout of 0 would find something, unless another is faster.
                            Otherwise what ends a wait for it: SHM_CLOSED, SHM_NO_PEER, SHM_RETIRED,
                            SHM_CORRUPT, SHM_CANCELLED. */
    uint32_t reserved; /**< Zero. */
} shm_ready;

/**
 * Waits until something can be done with at least one member.
 * @param set        An open set.
 * @param ready      Receives the members.
 * @param capacity   How many there is room for; what does not fit is found by the next call.
 * @param timeout_ns Nanoseconds to wait; 0 = not at all; SHM_INFINITE.
 * @return           How many were found, or SHM_TIMEOUT, SHM_CANCELLED, SHM_INVALID_ARGUMENT,
 *                   SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_waitset_wait(shm_waitset *set, shm_ready *ready, size_t capacity, int64_t timeout_ns);

/**
 * Ends the wait that the set is in, or else its next one, with SHM_CANCELLED; from any thread.
 * @param set An open set.
 * @return    0, or SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_waitset_cancel(shm_waitset *set);

/**
 * A descriptor that says when shm_waitset_wait may find something; see above.
 * @param set An open set.
 * @return    The descriptor, or SHM_INVALID_HANDLE, SHM_FORKED_CHILD, -EMFILE and other refusals of the
 *            kernel.
 */
SHM_NODISCARD int shm_waitset_poll_fd(shm_waitset *set);

/**
 * A descriptor that says when there may be a message; see above.
 * @param receiver An open receiver.
 * @return         As shm_waitset_poll_fd.
 */
SHM_NODISCARD int shm_receiver_poll_fd(shm_receiver *receiver);

/**
 * A descriptor that says when there may be a message; see above. An observer's is looked after every 5 to 500
 * ms.
 * @param reader An open reader.
 * @return       As shm_waitset_poll_fd.
 */
SHM_NODISCARD int shm_reader_poll_fd(shm_reader *reader);

/**
 * A descriptor that becomes readable when there may be room; see above.
 * @param sender An open sender.
 * @return       As shm_waitset_poll_fd.
 */
SHM_NODISCARD int shm_sender_poll_fd(shm_sender *sender);

/**
 * Closes a set; its members stay open.
 * @param set NULL is nothing to close.
 * @return    0, or SHM_INVALID_HANDLE (a handle is closed once), SHM_FORKED_CHILD.
 */
int shm_waitset_close(shm_waitset *set);

#ifndef __cplusplus
/** Adds an end of whichever kind: shm_waitset_add_receiver, shm_waitset_add_reader or shm_waitset_add_sender. */
#define shm_waitset_add(set, end, tag)                                                                        \
    _Generic((end),                                                                                           \
        shm_receiver *: shm_waitset_add_receiver,                                                             \
        shm_reader *: shm_waitset_add_reader,                                                                 \
        shm_sender *: shm_waitset_add_sender)(set, end, tag)
#endif

/* ---- Signals -------------------------------------------------------------------------------------------
 *
 * Signals: the one call that a handler may make, and waits that end when one was handled.
 *
 * No call of this library is safe in a signal handler but shm_cancel; also the other cancel calls are for
 * threads only. Fill a shm_canceller before the wait, where the handler finds it. The wait that the handle is
 * in then ends with SHM_CANCELLED, at once (within 2 ms where the kernel, before Linux 5.16, or a filter
 * refuses futex_waitv), or else its next one. It does not make a descriptor readable: for event loops a
 * handler writes to a pipe of its own.
 *
 * SHM_ENDPOINT_INTERRUPTIBLE, shm_waitset_interruptible, SHM_ATTACH_INTERRUPTIBLE and
 * SHM_CREATE_INTERRUPTIBLE let a wait end with -EINTR when a signal was handled by its thread, with or
 * without SA_RESTART. As with read(2), a signal that comes just before the sleep begins does not end it:
 * whoever must not miss one cancels. Without these flags waits go on after a handler.
 */

/**
 * Ends waits of one handle: for shm_cancel, which a signal handler may call. Filled by shm_receiver_canceller
 * and its like; zeroed it ends nothing. It may be copied, and used at any time: after its handle was closed
 * it ends nothing.
 */
typedef struct shm_canceller {
    uint32_t *word;    /**< The library's own. */
    uint32_t open;     /**< The library's own. */
    uint32_t reserved; /**< Zero. */
} shm_canceller;

/**
 * Ends the wait of a handle, or else its next one, with SHM_CANCELLED. Async-signal-safe: from handlers,
 * threads and forked children (where it does nothing), also after the handle was closed: then nothing
 * happens. It leaves errno as it was.
 * @param canceller As it was filled; NULL or zeroed ends nothing.
 */
void shm_cancel(const shm_canceller *canceller);

/**
 * Fills what ends a sender's waits.
 * @param sender    An open sender that does not wait now.
 * @param canceller Receives it; zeroed after a refusal.
 * @return          0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_sender_canceller(shm_sender *sender, shm_canceller *canceller);

/**
 * Fills what ends a receiver's waits.
 * @param receiver  An open receiver that does not wait now.
 * @param canceller Receives it; zeroed after a refusal.
 * @return          As shm_sender_canceller.
 */
SHM_NODISCARD int shm_receiver_canceller(shm_receiver *receiver, shm_canceller *canceller);

/**
 * Fills what ends a reader's waits.
 * @param reader    An open reader that does not wait now.
 * @param canceller Receives it; zeroed after a refusal.
 * @return          As shm_sender_canceller.
 */
SHM_NODISCARD int shm_reader_canceller(shm_reader *reader, shm_canceller *canceller);

/**
 * Fills what ends a set's waits; those of its members by themselves it does not end.
 * @param set       An open set that does not wait now.
 * @param canceller Receives it; zeroed after a refusal.
 * @return          As shm_sender_canceller.
 */
SHM_NODISCARD int shm_waitset_canceller(shm_waitset *set, shm_canceller *canceller);

/**
 * Lets the set's waits end with -EINTR when their thread handled a signal, or not.
 * @param set           An open set that does not wait now.
 * @param interruptible 0: they go on, as at first.
 * @return              0, or SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
 */
SHM_NODISCARD int shm_waitset_interruptible(shm_waitset *set, int32_t interruptible);

/* The compiler places every member where the library expects it. */

static_assert(sizeof(shm_channel_options) == 48, "shm_channel_options: size");
static_assert(offsetof(shm_channel_options, struct_size) == 0, "shm_channel_options.struct_size: offset");
static_assert(offsetof(shm_channel_options, flags) == 4, "shm_channel_options.flags: offset");
static_assert(offsetof(shm_channel_options, slots) == 8, "shm_channel_options.slots: offset");
static_assert(offsetof(shm_channel_options, capacity) == 16, "shm_channel_options.capacity: offset");
static_assert(offsetof(shm_channel_options, history) == 24, "shm_channel_options.history: offset");
static_assert(offsetof(shm_channel_options, participants) == 32, "shm_channel_options.participants: offset");
static_assert(offsetof(shm_channel_options, mode) == 36, "shm_channel_options.mode: offset");
static_assert(offsetof(shm_channel_options, group) == 40, "shm_channel_options.group: offset");

static_assert(sizeof(shm_type) == 32, "shm_type: size");
static_assert(offsetof(shm_type, struct_size) == 0, "shm_type.struct_size: offset");
static_assert(offsetof(shm_type, field_count) == 4, "shm_type.field_count: offset");
static_assert(offsetof(shm_type, name) == 8, "shm_type.name: offset");
static_assert(offsetof(shm_type, size) == 16, "shm_type.size: offset");
static_assert(offsetof(shm_type, fields) == 24, "shm_type.fields: offset");

static_assert(sizeof(shm_endpoint_options) == 56, "shm_endpoint_options: size");
static_assert(offsetof(shm_endpoint_options, struct_size) == 0, "shm_endpoint_options.struct_size: offset");
static_assert(offsetof(shm_endpoint_options, flags) == 4, "shm_endpoint_options.flags: offset");
static_assert(offsetof(shm_endpoint_options, name) == 8, "shm_endpoint_options.name: offset");
static_assert(offsetof(shm_endpoint_options, type) == 16, "shm_endpoint_options.type: offset");
static_assert(offsetof(shm_endpoint_options, creation) == 24, "shm_endpoint_options.creation: offset");
static_assert(offsetof(shm_endpoint_options, history) == 32, "shm_endpoint_options.history: offset");
static_assert(offsetof(shm_endpoint_options, wait_ns) == 40, "shm_endpoint_options.wait_ns: offset");
static_assert(offsetof(shm_endpoint_options, owners) == 48, "shm_endpoint_options.owners: offset");

static_assert(sizeof(shm_channel_info) == 288, "shm_channel_info: size");
static_assert(offsetof(shm_channel_info, struct_size) == 0, "shm_channel_info.struct_size: offset");
static_assert(offsetof(shm_channel_info, kind) == 4, "shm_channel_info.kind: offset");
static_assert(offsetof(shm_channel_info, flags) == 8, "shm_channel_info.flags: offset");
static_assert(offsetof(shm_channel_info, state) == 12, "shm_channel_info.state: offset");
static_assert(offsetof(shm_channel_info, closed) == 16, "shm_channel_info.closed: offset");
static_assert(offsetof(shm_channel_info, participants) == 20, "shm_channel_info.participants: offset");
static_assert(offsetof(shm_channel_info, senders) == 24, "shm_channel_info.senders: offset");
static_assert(offsetof(shm_channel_info, receivers) == 28, "shm_channel_info.receivers: offset");
static_assert(offsetof(shm_channel_info, dead) == 32, "shm_channel_info.dead: offset");
static_assert(offsetof(shm_channel_info, creator_pid) == 36, "shm_channel_info.creator_pid: offset");
static_assert(offsetof(shm_channel_info, creator_uid) == 40, "shm_channel_info.creator_uid: offset");
static_assert(offsetof(shm_channel_info, field_count) == 44, "shm_channel_info.field_count: offset");
static_assert(offsetof(shm_channel_info, creation_time) == 48, "shm_channel_info.creation_time: offset");
static_assert(offsetof(shm_channel_info, slots) == 56, "shm_channel_info.slots: offset");
static_assert(offsetof(shm_channel_info, capacity) == 64, "shm_channel_info.capacity: offset");
static_assert(offsetof(shm_channel_info, history) == 72, "shm_channel_info.history: offset");
static_assert(offsetof(shm_channel_info, size) == 80, "shm_channel_info.size: offset");
static_assert(offsetof(shm_channel_info, sent) == 88, "shm_channel_info.sent: offset");
static_assert(offsetof(shm_channel_info, taken) == 96, "shm_channel_info.taken: offset");
static_assert(offsetof(shm_channel_info, recoveries) == 104, "shm_channel_info.recoveries: offset");
static_assert(offsetof(shm_channel_info, aborted) == 112, "shm_channel_info.aborted: offset");
static_assert(offsetof(shm_channel_info, redelivered) == 120, "shm_channel_info.redelivered: offset");
static_assert(offsetof(shm_channel_info, dropped) == 128, "shm_channel_info.dropped: offset");
static_assert(offsetof(shm_channel_info, lost) == 136, "shm_channel_info.lost: offset");
static_assert(offsetof(shm_channel_info, type_size) == 144, "shm_channel_info.type_size: offset");
static_assert(offsetof(shm_channel_info, type_hash) == 152, "shm_channel_info.type_hash: offset");
static_assert(offsetof(shm_channel_info, type_name) == 160, "shm_channel_info.type_name: offset");

static_assert(sizeof(shm_message) == 32, "shm_message: size");
static_assert(offsetof(shm_message, data) == 0, "shm_message.data: offset");
static_assert(offsetof(shm_message, length) == 8, "shm_message.length: offset");
static_assert(offsetof(shm_message, tag) == 16, "shm_message.tag: offset");
static_assert(offsetof(shm_message, flags) == 20, "shm_message.flags: offset");
static_assert(offsetof(shm_message, number) == 24, "shm_message.number: offset");

static_assert(sizeof(shm_participant_info) == 112, "shm_participant_info: size");
static_assert(offsetof(shm_participant_info, index) == 0, "shm_participant_info.index: offset");
static_assert(offsetof(shm_participant_info, role) == 4, "shm_participant_info.role: offset");
static_assert(offsetof(shm_participant_info, alive) == 8, "shm_participant_info.alive: offset");
static_assert(offsetof(shm_participant_info, pid) == 12, "shm_participant_info.pid: offset");
static_assert(offsetof(shm_participant_info, start_time) == 16, "shm_participant_info.start_time: offset");
static_assert(offsetof(shm_participant_info, behind) == 24, "shm_participant_info.behind: offset");
static_assert(offsetof(shm_participant_info, lost) == 32, "shm_participant_info.lost: offset");
static_assert(offsetof(shm_participant_info, name) == 40, "shm_participant_info.name: offset");

static_assert(sizeof(shm_create_options) == 16, "shm_create_options: size");
static_assert(offsetof(shm_create_options, struct_size) == 0, "shm_create_options.struct_size: offset");
static_assert(offsetof(shm_create_options, flags) == 4, "shm_create_options.flags: offset");
static_assert(offsetof(shm_create_options, mode) == 8, "shm_create_options.mode: offset");
static_assert(offsetof(shm_create_options, reserved) == 12, "shm_create_options.reserved: offset");

static_assert(sizeof(shm_segment_info) == 104, "shm_segment_info: size");
static_assert(offsetof(shm_segment_info, struct_size) == 0, "shm_segment_info.struct_size: offset");
static_assert(offsetof(shm_segment_info, backend) == 4, "shm_segment_info.backend: offset");
static_assert(offsetof(shm_segment_info, size) == 8, "shm_segment_info.size: offset");
static_assert(offsetof(shm_segment_info, id) == 16, "shm_segment_info.id: offset");
static_assert(offsetof(shm_segment_info, device) == 24, "shm_segment_info.device: offset");
static_assert(offsetof(shm_segment_info, key) == 32, "shm_segment_info.key: offset");
static_assert(offsetof(shm_segment_info, mode) == 36, "shm_segment_info.mode: offset");
static_assert(offsetof(shm_segment_info, owner_uid) == 40, "shm_segment_info.owner_uid: offset");
static_assert(offsetof(shm_segment_info, owner_gid) == 44, "shm_segment_info.owner_gid: offset");
static_assert(offsetof(shm_segment_info, creator_uid) == 48, "shm_segment_info.creator_uid: offset");
static_assert(offsetof(shm_segment_info, creator_gid) == 52, "shm_segment_info.creator_gid: offset");
static_assert(offsetof(shm_segment_info, creator_pid) == 56, "shm_segment_info.creator_pid: offset");
static_assert(offsetof(shm_segment_info, last_pid) == 60, "shm_segment_info.last_pid: offset");
static_assert(offsetof(shm_segment_info, attached) == 64, "shm_segment_info.attached: offset");
static_assert(offsetof(shm_segment_info, attach_time) == 72, "shm_segment_info.attach_time: offset");
static_assert(offsetof(shm_segment_info, detach_time) == 80, "shm_segment_info.detach_time: offset");
static_assert(offsetof(shm_segment_info, change_time) == 88, "shm_segment_info.change_time: offset");
static_assert(offsetof(shm_segment_info, not_ready) == 96, "shm_segment_info.not_ready: offset");
static_assert(offsetof(shm_segment_info, abandoned) == 100, "shm_segment_info.abandoned: offset");

static_assert(sizeof(shm_ready) == 16, "shm_ready: size");
static_assert(offsetof(shm_ready, tag) == 0, "shm_ready.tag: offset");
static_assert(offsetof(shm_ready, status) == 8, "shm_ready.status: offset");
static_assert(offsetof(shm_ready, reserved) == 12, "shm_ready.reserved: offset");

static_assert(sizeof(shm_canceller) == 16, "shm_canceller: size");
static_assert(offsetof(shm_canceller, word) == 0, "shm_canceller.word: offset");
static_assert(offsetof(shm_canceller, open) == 8, "shm_canceller.open: offset");
static_assert(offsetof(shm_canceller, reserved) == 12, "shm_canceller.reserved: offset");

#ifdef __cplusplus
}
#endif

#endif
