/*
 * shmnative_layout.h - the bytes that programs share, for those that speak them with the library or without it.
 *
 * Numbers are in the byte order of the machine. Sizes and offsets never change within a layout version.
 */

#ifndef SHMNATIVE_LAYOUT_H
#define SHMNATIVE_LAYOUT_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

/** Version of the bytes in channels; it moves on its own. */
#define SHM_LAYOUT_VERSION 1

/** Bytes of a field's name, with its NUL. */
#define SHM_FIELD_NAME_SIZE 40

/**
 * What the offset of a primitive is a multiple of. A cache line of its own (64) keeps neighbours out of each
 * other's way.
 */
#define SHM_PRIMITIVE_ALIGNMENT 8

/** The bytes "ShE1": an event. */
#define SHM_EVENT_MAGIC 0x31456853

/** An event that nobody set. */
#define SHM_EVENT_RESET 0

/** An event that is set. */
#define SHM_EVENT_SET 1

/** An event that nobody set, and for which somebody may sleep. */
#define SHM_EVENT_AWAITED 2

/** The bytes "ShS1": a semaphore. */
#define SHM_SEMAPHORE_MAGIC 0x31536853

/** Set in a semaphore's state of 0 while somebody may sleep. */
#define SHM_SEMAPHORE_AWAITED 1

/** Where the count starts in a semaphore's state. */
#define SHM_SEMAPHORE_COUNT_SHIFT 1

/** The largest maximum of a semaphore. */
#define SHM_SEMAPHORE_MAXIMUM 2147483647

/** The bytes "ShM1": a mutex. */
#define SHM_MUTEX_MAGIC 0x314D6853

/** Bits of the thread id in an owner. */
#define SHM_OWNER_TID_BITS 22

/** Set in an owner while somebody may sleep until it unlocks. */
#define SHM_OWNER_AWAITED UINT64_C(0x400000)

/** Where the start time of the thread begins in an owner. */
#define SHM_OWNER_START_SHIFT 23

/** The bytes "ShV1": a read-write value. */
#define SHM_SEQLOCK_MAGIC 0x31566853

/** Bytes before the first copy of a read-write value. */
#define SHM_SEQLOCK_HEADER_SIZE 64

/** The bytes "ShmChan1" on a little-endian machine. */
#define SHM_CHANNEL_MAGIC UINT64_C(0x316E6168436D6853)

/** Size of the header in bytes. */
#define SHM_CHANNEL_HEADER_SIZE 4096

/** Size of a participant's entry in bytes. */
#define SHM_CHANNEL_PARTICIPANT_SIZE 128

/** Size of what stands before a slot's payload. */
#define SHM_CHANNEL_SLOT_HEADER_SIZE 16

/** What every slot's stride is a multiple of: a cache line. */
#define SHM_CHANNEL_SLOT_ALIGNMENT 64

/** Entries of the participants' table unless asked otherwise. */
#define SHM_CHANNEL_DEFAULT_PARTICIPANTS 64

/** Most entries of a participants' table: an owner has 12 bits, 0 is nobody. */
#define SHM_CHANNEL_MAX_PARTICIPANTS 4095

/** Slots unless asked otherwise. */
#define SHM_CHANNEL_DEFAULT_SLOTS 256

/** Slots of a value unless asked otherwise. */
#define SHM_CHANNEL_DEFAULT_VALUE_SLOTS 8

/** Payload bytes of a slot unless asked otherwise: a stride of 1,024. */
#define SHM_CHANNEL_DEFAULT_CAPACITY 1008

/** Most slots. */
#define SHM_CHANNEL_MAX_SLOTS INT64_C(2147483648)

/** Most payload bytes of a slot. */
#define SHM_CHANNEL_MAX_CAPACITY INT64_C(2147479551)

/** Most messages that one end may hold at once, claimed or taken. */
#define SHM_CHANNEL_MOST_HELD 256

/** Most fields of a schema. */
#define SHM_CHANNEL_MAX_SCHEMA_FIELDS 1024

/** Bytes of a type's name, with its NUL. */
#define SHM_CHANNEL_TYPE_NAME_SIZE 128

/** Bytes of a participant's name, with its NUL. */
#define SHM_CHANNEL_PARTICIPANT_NAME_SIZE 64

/** A cursor that holds nobody, an intent of nothing. */
#define SHM_CHANNEL_NO_SEQUENCE UINT64_MAX

/** Bits of a sequence in a state word. */
#define SHM_CHANNEL_SEQUENCE_BITS 48

/** Where the sequence starts in a state word. */
#define SHM_CHANNEL_SEQUENCE_SHIFT 16

/** Where the owner starts in a state word. */
#define SHM_CHANNEL_OWNER_SHIFT 4

/** The owner of a READY word whose message was taken before, by one who died. */
#define SHM_CHANNEL_REDELIVERED_OWNER 1

/** The type of a field. Numbers are in the byte order of the machine. */
enum shm_field_type {
    SHM_TYPE_CHAR = 1,    /**< One byte shown as a character. */
    SHM_TYPE_INT8 = 2,    /**< Signed 8-bit integer. */
    SHM_TYPE_UINT8 = 3,   /**< Unsigned 8-bit integer. */
    SHM_TYPE_INT16 = 4,   /**< Signed 16-bit integer. */
    SHM_TYPE_UINT16 = 5,  /**< Unsigned 16-bit integer. */
    SHM_TYPE_INT32 = 6,   /**< Signed 32-bit integer; int in specifications. */
    SHM_TYPE_UINT32 = 7,  /**< Unsigned 32-bit integer. */
    SHM_TYPE_INT64 = 8,   /**< Signed 64-bit integer. */
    SHM_TYPE_UINT64 = 9,  /**< Unsigned 64-bit integer. */
    SHM_TYPE_FLOAT = 10,  /**< IEEE 754 single precision. */
    SHM_TYPE_DOUBLE = 11, /**< IEEE 754 double precision. */
    SHM_TYPE_STRING = 12, /**< UTF-8 text that ends with a NUL; the field's size counts the NUL. */
    SHM_TYPE_BYTES = 13,  /**< Bytes as they are. */
};

/** What a channel promises. */
enum shm_channel_kind {
    SHM_KIND_TOPIC = 1, /**< Every subscriber gets every message. */
    SHM_KIND_QUEUE = 2, /**< Every message goes to exactly one consumer. */
    SHM_KIND_VALUE = 3, /**< Only the newest message counts. */
};

/** What the creator fixed for the channel's life. */
enum shm_channel_flags {
    SHM_CHANNEL_NONE = 0x0,         /**< The defaults: one exclusive publisher, reliable subscribers only,
                                         redelivery, removed by the last clean close. */
    SHM_CHANNEL_CONCURRENT = 0x1,   /**< Topic: any number of publishers at once. */
    SHM_CHANNEL_OBSERVABLE = 0x2,   /**< Topic: lossy subscribers and read-only observers are possible;
                                         publishers mark each slot before they write it. */
    SHM_CHANNEL_AT_MOST_ONCE = 0x4, /**< Queue: a dead consumer's message is dropped (at most once) rather
                                         than redelivered (at least once). */
    SHM_CHANNEL_PERSISTENT = 0x8,   /**< The last clean close leaves the channel in place. */
};

/** The life of a channel's memory. */
enum shm_channel_state {
    SHM_STATE_INITIALISING = 0, /**< Its creator is still writing the header. */
    SHM_STATE_READY = 1,        /**< In use. */
    SHM_STATE_RETIRED = 2,      /**< Removed: whoever still has it mapped must open the name again. */
};

/** What a participant does in its channel. */
enum shm_participant_role {
    SHM_ROLE_FREE = 0,     /**< The entry is free. */
    SHM_ROLE_SENDER = 1,   /**< Sends: a topic's publisher, a queue's producer, a value's writer. */
    SHM_ROLE_RECEIVER = 2, /**< Receives: a topic's subscriber, a queue's consumer, a value's reader. */
    SHM_ROLE_JOINING = 3,  /**< Has taken the entry and not yet its place: it does not count as a peer, but
                                has to be cleaned up after if it dies. */
};

/** The low four bits of a slot's state word. */
enum shm_slot_phase {
    SHM_PHASE_EMPTY = 0,   /**< Free for the word's sequence (queue), or never used (topic, value). */
    SHM_PHASE_WRITING = 1, /**< Claimed by the owner, which is writing the payload. */
    SHM_PHASE_READY = 2,   /**< The message is complete. Owner 0, or 1 = redelivered. */
    SHM_PHASE_READING = 3, /**< Queue: taken by the owner, which is reading the payload. */
    SHM_PHASE_ABORTED = 4, /**< The sequence was burnt: its owner died or gave up while writing. */
};

/** A field: a typed value at an offset of a segment or of a channel's payload. */
typedef struct shm_field {
    uint32_t type;      /**< A shm_field_type. */
    uint32_t alignment; /**< Alignment in bytes: a power of two; 1 where packed. */
    uint64_t offset;    /**< Distance in bytes from the start of the segment or payload. */
    uint64_t size;      /**< Size in bytes, a string's NUL included. */
    char name[40];      /**< Name, NUL-terminated UTF-8; may be empty. */
} shm_field;

/** An event, at an offset that the user chooses. */
typedef struct shm_event {
    uint32_t magic;    /**< SHM_EVENT_MAGIC; stored last. */
    uint32_t manual;   /**< 1 = stays set until it is reset; 0 = the one who waited resets it. */
    uint32_t state;    /**< SHM_EVENT_RESET, SHM_EVENT_SET or SHM_EVENT_AWAITED; the futex word. */
    uint32_t reserved; /**< Zero. */
} shm_event;

/** A robust mutex, at an offset that the user chooses. */
typedef struct shm_mutex {
    uint32_t magic;      /**< SHM_MUTEX_MAGIC; stored last. */
    uint32_t reserved;   /**< Zero. */
    uint64_t owner;      /**< 0 = free, otherwise the thread that holds it: [ start:41 | awaited:1 | tid:22 ],
                              start = when it started, in clock ticks since boot (proc(5)), 0 = unknown. Its
                              low half is the futex word. */
    uint64_t namespaces; /**< Inodes of the pid namespace (low half) and the time namespace in which the
                              threads are numbered. */
    uint64_t deaths;     /**< Owners that died with it. */
} shm_mutex;

/** A counting semaphore, at an offset that the user chooses. */
typedef struct shm_semaphore {
    uint32_t magic;    /**< SHM_SEMAPHORE_MAGIC; stored last. */
    uint32_t maximum;  /**< The count never goes beyond this. */
    uint32_t state;    /**< [ count:31 | awaited:1 ]; the futex word. Awaited is set only while the count is
                            0. */
    uint32_t reserved; /**< Zero. */
} shm_semaphore;

/**
 * What stands before the two copies of a read-write value. The newest is copy sequence & 1; a writer fills
 * the other one and then counts on. Copies begin at 64 bytes, and at 64 + the size up to a multiple of 8.
 */
typedef struct shm_seqlock {
    uint32_t magic;          /**< SHM_SEQLOCK_MAGIC; stored last. */
    uint32_t size;           /**< Bytes of the value. */
    uint64_t owner;          /**< The writer, as in shm_mutex. */
    uint64_t namespaces;     /**< As in shm_mutex. */
    uint64_t deaths;         /**< Writers that died while they wrote. */
    uint64_t sequence;       /**< Values written so far; 0 = none yet. */
    uint32_t data_word;      /**< Futex word of readers: grows with each wake. */
    uint32_t data_flag;      /**< 1 while a reader may sleep. */
    uint8_t reserved_48[16]; /**< Zero. */
} shm_seqlock;

/**
 * The first 4,096 bytes of a channel. Everything up to offset 384 is written once by the creator, before the
 * channel can be seen. Each word that processes change while they work has 128 bytes of its own: two cache
 * lines, because processors fetch them in pairs.
 */
typedef struct shm_channel_header {
    uint64_t magic;               /**< SHM_CHANNEL_MAGIC. */
    uint32_t layout_version;      /**< SHM_LAYOUT_VERSION of the creator. */
    uint32_t kind;                /**< A shm_channel_kind. */
    uint32_t flags;               /**< shm_channel_flags, or-ed together. */
    uint32_t participant_count;   /**< Entries in the participants' table. */
    uint64_t participants_offset; /**< Offset of the participants' table. */
    uint64_t schema_offset;       /**< Offset of the schema: the payload's fields, shm_field each. */
    uint32_t schema_count;        /**< Fields in the schema; may be 0. */
    uint32_t stride;              /**< Bytes from one slot to the next: a multiple of 64. */
    uint64_t slots_offset;        /**< Offset of the first slot. */
    uint64_t slot_count;          /**< Slots: a power of two. */
    uint64_t capacity;            /**< Payload bytes that a slot can hold. */
    uint64_t total_size;          /**< Size of the whole channel in bytes. */
    uint64_t first_sequence;      /**< The first sequence; 0, or 1 for values. */
    uint64_t history;             /**< Messages that stay readable for those who join later; less than the
                                       slots. */
    uint64_t nonce_low;           /**< Random; with the next word it tells this channel from all others. */
    uint64_t nonce_high;          /**< See nonce_low. */
    uint64_t type_size;           /**< Size of the payload type in bytes; 0 = any bytes. */
    uint64_t type_hash;           /**< Hash of the schema; 0 = not given. */
    char type_name[128];          /**< Name of the payload type, NUL-terminated UTF-8; empty = any bytes. */
    int32_t creator_pid;          /**< Process id of the creator, in its own pid namespace. */
    uint32_t creator_uid;         /**< User id of the creator. */
    int64_t creation_time;        /**< Time of creation, nanoseconds since 1970. */
    uint8_t reserved_272[112];    /**< Zero. */
    uint32_t state;               /**< A shm_channel_state. */
    uint32_t closed;              /**< 1 once a sender said that nothing more comes. */
    uint32_t participants_used;   /**< Entries of the participants' table that were ever used: those behind
                                       need not be looked at. */
    uint8_t reserved_396[116];    /**< Zero. */
    uint64_t gate;                /**< Topic: publishers promise to overwrite nothing at or after this
                                       sequence minus the slots without a new look at the cursors. Never
                                       decreases. */
    uint8_t reserved_520[120];    /**< Zero. */
    uint64_t tail;                /**< A sequence not after the next one to be claimed; a hint. */
    uint8_t reserved_648[120];    /**< Zero. */
    uint64_t head;                /**< Queue: a sequence not after the next one to be taken; a hint. */
    uint8_t reserved_776[120];    /**< Zero. */
    uint64_t latest;              /**< Value: the newest complete sequence, 0 = none yet. */
    uint8_t reserved_904[120];    /**< Zero. */
    uint32_t data_word;           /**< Futex word for receivers: bumped to wake them. */
    uint32_t data_flag;           /**< 1 while a receiver may sleep. */
    uint8_t reserved_1032[120];   /**< Zero. */
    uint32_t space_word;          /**< Futex word for senders: bumped to wake them. */
    uint32_t space_flag;          /**< 1 while a sender may sleep. */
    uint8_t reserved_1160[120];   /**< Zero. */
    uint64_t recoveries;          /**< Dead participants that were cleaned up after. */
    uint64_t aborted_count;       /**< Sequences that were burnt because their owner died. */
    uint64_t redelivered;         /**< Queue: messages offered again because their consumer died. */
    uint64_t dropped;             /**< Queue, at most once: messages dropped because their consumer died. */
    uint8_t reserved_1312[2784];  /**< Zero. */
} shm_channel_header;

/**
 * One participant of a channel. It belongs to whoever holds the kernel's lock on these bytes of the channel's
 * lock file; others read it, and clean it up once they hold that lock themselves.
 */
typedef struct shm_participant {
    uint64_t cursor;         /**< Reliable subscriber: the next sequence it will read; nothing from here on is
                                  overwritten. Otherwise SHM_CHANNEL_NO_SEQUENCE. */
    uint64_t intent;         /**< The lowest sequence that it may hold in WRITING or READING;
                                  SHM_CHANNEL_NO_SEQUENCE: it holds none. */
    uint32_t role;           /**< A shm_participant_role. */
    int32_t pid;             /**< Process id, in its own pid namespace. */
    uint64_t start_time;     /**< Start time of that process in clock ticks since boot (proc_pid_stat(5),
                                  field 22). */
    uint64_t lost;           /**< Messages it was too slow for. */
    uint8_t reserved_40[24]; /**< Zero. */
    char name[64];           /**< Name given by the user, NUL-terminated UTF-8; may be empty. */
} shm_participant;

/**
 * What stands before each payload. A small message and its state share one cache line: one transfer hands
 * both over.
 */
typedef struct shm_slot {
    uint64_t state;  /**< [ sequence:48 | owner:12 | phase:4 ]; owner is a participant's index + 1. */
    uint32_t length; /**< Payload bytes. */
    uint32_t tag;    /**< The user's own number for the message. */
} shm_slot;

/* The compiler places every member where the library expects it. */

static_assert(sizeof(shm_field) == 64, "shm_field: size");
static_assert(offsetof(shm_field, type) == 0, "shm_field.type: offset");
static_assert(offsetof(shm_field, alignment) == 4, "shm_field.alignment: offset");
static_assert(offsetof(shm_field, offset) == 8, "shm_field.offset: offset");
static_assert(offsetof(shm_field, size) == 16, "shm_field.size: offset");
static_assert(offsetof(shm_field, name) == 24, "shm_field.name: offset");

static_assert(sizeof(shm_event) == 16, "shm_event: size");
static_assert(offsetof(shm_event, magic) == 0, "shm_event.magic: offset");
static_assert(offsetof(shm_event, manual) == 4, "shm_event.manual: offset");
static_assert(offsetof(shm_event, state) == 8, "shm_event.state: offset");
static_assert(offsetof(shm_event, reserved) == 12, "shm_event.reserved: offset");

static_assert(sizeof(shm_mutex) == 32, "shm_mutex: size");
static_assert(offsetof(shm_mutex, magic) == 0, "shm_mutex.magic: offset");
static_assert(offsetof(shm_mutex, reserved) == 4, "shm_mutex.reserved: offset");
static_assert(offsetof(shm_mutex, owner) == 8, "shm_mutex.owner: offset");
static_assert(offsetof(shm_mutex, namespaces) == 16, "shm_mutex.namespaces: offset");
static_assert(offsetof(shm_mutex, deaths) == 24, "shm_mutex.deaths: offset");

static_assert(sizeof(shm_semaphore) == 16, "shm_semaphore: size");
static_assert(offsetof(shm_semaphore, magic) == 0, "shm_semaphore.magic: offset");
static_assert(offsetof(shm_semaphore, maximum) == 4, "shm_semaphore.maximum: offset");
static_assert(offsetof(shm_semaphore, state) == 8, "shm_semaphore.state: offset");
static_assert(offsetof(shm_semaphore, reserved) == 12, "shm_semaphore.reserved: offset");

static_assert(sizeof(shm_seqlock) == 64, "shm_seqlock: size");
static_assert(offsetof(shm_seqlock, magic) == 0, "shm_seqlock.magic: offset");
static_assert(offsetof(shm_seqlock, size) == 4, "shm_seqlock.size: offset");
static_assert(offsetof(shm_seqlock, owner) == 8, "shm_seqlock.owner: offset");
static_assert(offsetof(shm_seqlock, namespaces) == 16, "shm_seqlock.namespaces: offset");
static_assert(offsetof(shm_seqlock, deaths) == 24, "shm_seqlock.deaths: offset");
static_assert(offsetof(shm_seqlock, sequence) == 32, "shm_seqlock.sequence: offset");
static_assert(offsetof(shm_seqlock, data_word) == 40, "shm_seqlock.data_word: offset");
static_assert(offsetof(shm_seqlock, data_flag) == 44, "shm_seqlock.data_flag: offset");

static_assert(sizeof(shm_channel_header) == 4096, "shm_channel_header: size");
static_assert(offsetof(shm_channel_header, magic) == 0, "shm_channel_header.magic: offset");
static_assert(offsetof(shm_channel_header, layout_version) == 8, "shm_channel_header.layout_version: offset");
static_assert(offsetof(shm_channel_header, kind) == 12, "shm_channel_header.kind: offset");
static_assert(offsetof(shm_channel_header, flags) == 16, "shm_channel_header.flags: offset");
static_assert(offsetof(shm_channel_header, participant_count) == 20, "shm_channel_header.participant_count: offset");
static_assert(offsetof(shm_channel_header, participants_offset) == 24, "shm_channel_header.participants_offset: offset");
static_assert(offsetof(shm_channel_header, schema_offset) == 32, "shm_channel_header.schema_offset: offset");
static_assert(offsetof(shm_channel_header, schema_count) == 40, "shm_channel_header.schema_count: offset");
static_assert(offsetof(shm_channel_header, stride) == 44, "shm_channel_header.stride: offset");
static_assert(offsetof(shm_channel_header, slots_offset) == 48, "shm_channel_header.slots_offset: offset");
static_assert(offsetof(shm_channel_header, slot_count) == 56, "shm_channel_header.slot_count: offset");
static_assert(offsetof(shm_channel_header, capacity) == 64, "shm_channel_header.capacity: offset");
static_assert(offsetof(shm_channel_header, total_size) == 72, "shm_channel_header.total_size: offset");
static_assert(offsetof(shm_channel_header, first_sequence) == 80, "shm_channel_header.first_sequence: offset");
static_assert(offsetof(shm_channel_header, history) == 88, "shm_channel_header.history: offset");
static_assert(offsetof(shm_channel_header, nonce_low) == 96, "shm_channel_header.nonce_low: offset");
static_assert(offsetof(shm_channel_header, nonce_high) == 104, "shm_channel_header.nonce_high: offset");
static_assert(offsetof(shm_channel_header, type_size) == 112, "shm_channel_header.type_size: offset");
static_assert(offsetof(shm_channel_header, type_hash) == 120, "shm_channel_header.type_hash: offset");
static_assert(offsetof(shm_channel_header, type_name) == 128, "shm_channel_header.type_name: offset");
static_assert(offsetof(shm_channel_header, creator_pid) == 256, "shm_channel_header.creator_pid: offset");
static_assert(offsetof(shm_channel_header, creator_uid) == 260, "shm_channel_header.creator_uid: offset");
static_assert(offsetof(shm_channel_header, creation_time) == 264, "shm_channel_header.creation_time: offset");
static_assert(offsetof(shm_channel_header, state) == 384, "shm_channel_header.state: offset");
static_assert(offsetof(shm_channel_header, closed) == 388, "shm_channel_header.closed: offset");
static_assert(offsetof(shm_channel_header, participants_used) == 392, "shm_channel_header.participants_used: offset");
static_assert(offsetof(shm_channel_header, gate) == 512, "shm_channel_header.gate: offset");
static_assert(offsetof(shm_channel_header, tail) == 640, "shm_channel_header.tail: offset");
static_assert(offsetof(shm_channel_header, head) == 768, "shm_channel_header.head: offset");
static_assert(offsetof(shm_channel_header, latest) == 896, "shm_channel_header.latest: offset");
static_assert(offsetof(shm_channel_header, data_word) == 1024, "shm_channel_header.data_word: offset");
static_assert(offsetof(shm_channel_header, data_flag) == 1028, "shm_channel_header.data_flag: offset");
static_assert(offsetof(shm_channel_header, space_word) == 1152, "shm_channel_header.space_word: offset");
static_assert(offsetof(shm_channel_header, space_flag) == 1156, "shm_channel_header.space_flag: offset");
static_assert(offsetof(shm_channel_header, recoveries) == 1280, "shm_channel_header.recoveries: offset");
static_assert(offsetof(shm_channel_header, aborted_count) == 1288, "shm_channel_header.aborted_count: offset");
static_assert(offsetof(shm_channel_header, redelivered) == 1296, "shm_channel_header.redelivered: offset");
static_assert(offsetof(shm_channel_header, dropped) == 1304, "shm_channel_header.dropped: offset");

static_assert(sizeof(shm_participant) == 128, "shm_participant: size");
static_assert(offsetof(shm_participant, cursor) == 0, "shm_participant.cursor: offset");
static_assert(offsetof(shm_participant, intent) == 8, "shm_participant.intent: offset");
static_assert(offsetof(shm_participant, role) == 16, "shm_participant.role: offset");
static_assert(offsetof(shm_participant, pid) == 20, "shm_participant.pid: offset");
static_assert(offsetof(shm_participant, start_time) == 24, "shm_participant.start_time: offset");
static_assert(offsetof(shm_participant, lost) == 32, "shm_participant.lost: offset");
static_assert(offsetof(shm_participant, name) == 64, "shm_participant.name: offset");

static_assert(sizeof(shm_slot) == 16, "shm_slot: size");
static_assert(offsetof(shm_slot, state) == 0, "shm_slot.state: offset");
static_assert(offsetof(shm_slot, length) == 8, "shm_slot.length: offset");
static_assert(offsetof(shm_slot, tag) == 12, "shm_slot.tag: offset");

#endif
