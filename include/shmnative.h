/*
 * shmnative.h - data that processes on one Linux host share.
 *
 * A segment is a piece of memory that several processes see at once: what one writes, the others read. It has an
 * address, a size, permissions, and no header: every byte is the user's. The kernel keeps it; there is no daemon.
 *
 * An address names a segment:
 *
 *     sysv:PATH#PROJ   System V, by the key that ftok(3) makes of an existing file and a project id from 1 to 255
 *     sysv:0xKEY       System V, by a key of one's own
 *     sysv:private     System V without a key; give the id that shm_server_info tells to the other processes
 *     sysv:id=N        an existing System V segment, by its id
 *     posix:/NAME      POSIX, as shm_open(3) names it; seen as /dev/shm/NAME
 *     file:PATH        a file, mapped; what is written stays when the machine is switched off
 *
 * One process creates it and writes:
 *
 *     #include <shmnative.h>
 *     #include <stdio.h>
 *
 *     int main(void)
 *     {
 *         shm_server *server;
 *         int status = shm_server_create("posix:/hello", 64, NULL, &server);
 *         if (status == 0)
 *             status = shm_server_put_string(server, 0, "Hello, world");
 *         if (status < 0)
 *             return fprintf(stderr, "%s\n", shm_status_string(status)), 1;
 *
 *         puts("Press Enter to remove it.");
 *         getchar();
 *         return shm_server_close(server);
 *     }
 *
 * and any number of others attach it and read:
 *
 *     #include <shmnative.h>
 *     #include <stdio.h>
 *
 *     int main(void)
 *     {
 *         char text[64];
 *         shm_client *client;
 *         int status = shm_client_attach("posix:/hello", 0, 0, &client);
 *         if (status == 0)
 *             status = shm_client_get_string(client, 0, text, sizeof text);
 *         if (status < 0)
 *             return fprintf(stderr, "%s\n", shm_status_string(status)), 1;
 *
 *         puts(text);
 *         return shm_client_detach(client);
 *     }
 *
 * Results. A call returns 0 or a count when it succeeds, and a negative number when it refuses: -errno for what the
 * kernel refused, shm_status (below -4095) for what this library did. shm_status_string has a few words for each,
 * shm_last_error one line about the very call. A call that refuses has done nothing.
 *
 * Handles are checked: NULL, closed and foreign ones are refused, never followed. A handle is for one thread at a
 * time; different handles may be used at once. A forked child has to attach by itself.
 *
 * The library is a guest. Loading it starts nothing. The first call starts its runtime: one more thread, which never
 * runs the host's code; handlers for SIGSEGV, SIGFPE and one real-time signal, which pass on what is not theirs; and
 * some 140 MiB of address space, nearly all of it only reserved. SIGPIPE and the other signals stay as they were.
 * It cannot be unloaded.
 */

#ifndef SHMNATIVE_H
#define SHMNATIVE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "shmnative_layout.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Statuses, options and information ----------------------------------------------------------------- */

/** Version of the calls: major * 10000 + minor * 100 + patch. */
#define SHM_VERSION 100

/** Permissions of a new segment unless asked otherwise. */
#define SHM_DEFAULT_MODE 0600

/** A timeout that never passes. */
#define SHM_INFINITE INT64_C(-1)

/** The offset of a field that follows the one before it; to be placed by shm_fields_place. */
#define SHM_NEXT_OFFSET UINT64_C(18446744073709551615)

/** How a segment is attached. */
enum shm_attach_flags {
    SHM_ATTACH_NONE = 0,     /**< Read-only: the MMU refuses writes. */
    SHM_ATTACH_WRITABLE = 1, /**< For reading and writing. */
};

/** How a segment is created. */
enum shm_create_flags {
    SHM_CREATE_NONE = 0,    /**< Refuse an address that is taken; show the segment at once. */
    SHM_CREATE_REPLACE = 1, /**< Take over an existing segment to which nobody is attached. */
    SHM_CREATE_HIDDEN = 2,  /**< Keep the segment from other processes until shm_server_publish: they never
                                 see it half written. */
    SHM_CREATE_KEEP = 4,    /**< Leave the segment in place on close; shm_segment_remove removes it. */
};

/** How fields without an offset of their own are placed after the field before them. */
enum shm_field_placement {
    SHM_PLACE_NATURAL = 0, /**< As a C compiler places the members of a struct (System V ABI, LP64). */
    SHM_PLACE_PACKED = 1,  /**< Without padding, as with __attribute__((packed)). */
};

/** What a segment is made of. */
enum shm_segment_backend {
    SHM_BACKEND_SYSV = 1,  /**< System V shared memory: shmget(2). */
    SHM_BACKEND_POSIX = 2, /**< POSIX shared memory: a name in /dev/shm, shm_overview(7). */
    SHM_BACKEND_FILE = 3,  /**< A mapped file: mmap(2). */
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
    SHM_FORKED_CHILD = -4104,          /**< The handle belongs to the parent process: a forked child has to
                                            attach by itself. */
    SHM_CONCURRENT_USE = -4105,        /**< Two threads used one handle at once (reported by Debug builds;
                                            undefined otherwise). */
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
    SHM_WRONG_KIND = -4148,            /**< The segment holds a channel of another kind, or no channel. */
    SHM_WRONG_VERSION = -4149,         /**< The channel has another layout version. */
    SHM_WRONG_OWNER = -4150,           /**< The memory belongs to a user that was not asked for. */
    SHM_TOO_MANY_PARTICIPANTS = -4151, /**< All entries of the participants' table are taken. */
    SHM_ROLE_TAKEN = -4152,            /**< The channel's role is taken: it has an exclusive publisher, or was
                                            created for another mode. */
    SHM_NO_CLAIM = -4153,              /**< A commit or abort without a claim. */
    SHM_OWNER_DIED = -4160,            /**< Success, but the previous owner died with the lock held: check
                                            what it protects. */
    SHM_INTERNAL = -4192,              /**< A fault in this library; shm_last_error has the details. Please
                                            report it. */
};

/** How a segment is created. Zeroed, it means the defaults. */
typedef struct shm_create_options {
    uint32_t struct_size; /**< Size of this struct as the caller knows it; set it before the call. */
    uint32_t flags;       /**< shm_create_flags, or-ed together. */
    uint32_t mode;        /**< Permission bits, as of chmod(2), not masked by umask; 0 = 0600. */
    uint32_t reserved;    /**< Zero. */
} shm_create_options;

/**
 * What the kernel knows of a segment. Times are seconds since 1970, 0 = never. For POSIX and file segments
 * key is 0, id the inode, attach and detach times are 0, the last pid is 0, and the processes attached are
 * counted from /proc as far as it may be read.
 */
typedef struct shm_segment_info {
    uint32_t struct_size; /**< Size of this struct as the caller knows it; set it before the call. */
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

/* ---- The library ---------------------------------------------------------------------------------------
 *
 * Versions, and what went wrong.
 */

/**
 * The version of the library in use, to be compared with SHM_VERSION, that of the header.
 * @return major * 10000 + minor * 100 + patch.
 */
int shm_version(void);

/**
 * The same as text.
 * @return For example "0.1.0"; never freed.
 */
const char *shm_version_string(void);

/**
 * The version of the bytes in channels, which moves on its own.
 * @return SHM_LAYOUT_VERSION as the library was built with it.
 */
int shm_layout_version(void);

/**
 * What a status means, in a few words: of shm_status, or of -errno in the words of strerror(3).
 * @param status What a call returned.
 * @return       Never NULL, never freed.
 */
const char *shm_status_string(int status);

/**
 * Copies out what the last refused call of this thread has to say: one line that names what was wrong and
 * what to do. Calls that succeed leave it as it is, and so do SHM_FULL, SHM_EMPTY, SHM_TIMEOUT and their
 * like.
 * @param buffer Receives UTF-8, cut at a character where it does not fit, and always a NUL; may be NULL.
 * @param size   Bytes of the buffer.
 * @return       Bytes of the whole message without its NUL; 0 when nothing was refused yet.
 */
size_t shm_last_error(char *buffer, size_t size);

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
int shm_server_create(const char *address, size_t size, const shm_create_options *options,
                      shm_server **server);

/**
 * What creating it did that a person should be told: such as reclaiming what a killed server had left at the
 * address.
 * @param server An open server.
 * @param buffer Receives UTF-8, cut at a character where it does not fit, and always a NUL; may be NULL.
 * @param size   Bytes of the buffer.
 * @return       Bytes of the whole text without its NUL, 0 = nothing to tell, or SHM_INVALID_HANDLE.
 */
int shm_server_notice(shm_server *server, char *buffer, size_t size);

/**
 * Shows a segment created with SHM_CREATE_HIDDEN to other processes; once shown, it does nothing.
 * @param server An open server.
 * @return       0, or SHM_ALREADY_EXISTS (another took the name meanwhile), SHM_INVALID_HANDLE.
 */
int shm_server_publish(shm_server *server);

/**
 * Copies bytes into the segment.
 * @param server An open server.
 * @param offset Bytes from the start of the segment.
 * @param data   What to write; may be NULL when length is 0.
 * @param length Bytes to write.
 * @return       0, or SHM_OUT_OF_BOUNDS (nothing was written), SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT,
 *               SHM_FORKED_CHILD.
 */
int shm_server_write(shm_server *server, size_t offset, const void *data, size_t length);

/**
 * Copies bytes out of the segment.
 * @param server An open server.
 * @param offset Bytes from the start of the segment.
 * @param buffer Receives the bytes; may be NULL when length is 0.
 * @param length Bytes to read.
 * @return       As shm_server_write.
 */
int shm_server_read(shm_server *server, size_t offset, void *buffer, size_t length);

/**
 * Writes a character. This and the following calls write one value in the byte order of the machine, at any
 * offset, aligned or not.
 * @param server An open server.
 * @param offset Bytes from the start of the segment.
 * @param value  What to write.
 * @return       As shm_server_write.
 */
int shm_server_put_char(shm_server *server, size_t offset, char value);

/** Writes a signed 8-bit integer. */
int shm_server_put_int8(shm_server *server, size_t offset, int8_t value);

/** Writes an unsigned 8-bit integer. */
int shm_server_put_uint8(shm_server *server, size_t offset, uint8_t value);

/** Writes a signed 16-bit integer. */
int shm_server_put_int16(shm_server *server, size_t offset, int16_t value);

/** Writes an unsigned 16-bit integer. */
int shm_server_put_uint16(shm_server *server, size_t offset, uint16_t value);

/** Writes a signed 32-bit integer. */
int shm_server_put_int32(shm_server *server, size_t offset, int32_t value);

/** Writes an unsigned 32-bit integer. */
int shm_server_put_uint32(shm_server *server, size_t offset, uint32_t value);

/** Writes a signed 64-bit integer. */
int shm_server_put_int64(shm_server *server, size_t offset, int64_t value);

/** Writes an unsigned 64-bit integer. */
int shm_server_put_uint64(shm_server *server, size_t offset, uint64_t value);

/** Writes a single precision number. */
int shm_server_put_float(shm_server *server, size_t offset, float value);

/** Writes a double precision number. */
int shm_server_put_double(shm_server *server, size_t offset, double value);

/**
 * Writes a text and its NUL.
 * @param server An open server.
 * @param offset Bytes from the start of the segment.
 * @param text   NUL-terminated UTF-8.
 * @return       As shm_server_write.
 */
int shm_server_put_string(shm_server *server, size_t offset, const char *text);

/**
 * Where the segment is mapped in this process, for pointer arithmetic at the caller's own risk.
 * @param server An open server.
 * @param size   Receives the size in bytes; may be NULL.
 * @return       The first byte, valid until shm_server_close; NULL when the handle may not be used.
 */
void *shm_server_data(shm_server *server, size_t *size);

/**
 * What the kernel knows of the segment now.
 * @param server An open server.
 * @param info   Set its struct_size before the call.
 * @return       0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT.
 */
int shm_server_info(shm_server *server, shm_segment_info *info);

/**
 * Detaches the segment and, unless created with SHM_CREATE_KEEP, removes it. Clients that are attached keep
 * their bytes.
 * @param server NULL is nothing to close.
 * @return       0, or SHM_INVALID_HANDLE: a handle is closed once.
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

/**
 * Attaches a segment, waiting until it exists and its server shows it.
 * @param address    One of the address forms, UTF-8.
 * @param flags      0 = read-only, by the MMU; SHM_ATTACH_WRITABLE.
 * @param timeout_ns Nanoseconds to wait; 0 = not at all; SHM_INFINITE.
 * @param client     Receives the handle; NULL after a refusal.
 * @return           0, or SHM_NOT_FOUND and SHM_NOT_READY (no waiting), SHM_TIMEOUT, SHM_INVALID_ADDRESS,
 *                   -EACCES and other refusals of the kernel.
 */
int shm_client_attach(const char *address, uint32_t flags, int64_t timeout_ns, shm_client **client);

/**
 * Copies bytes out of the segment.
 * @param client An open client.
 * @param offset Bytes from the start of the segment.
 * @param buffer Receives the bytes; may be NULL when length is 0.
 * @param length Bytes to read.
 * @return       0, or SHM_OUT_OF_BOUNDS (nothing was read), SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT,
 *               SHM_FORKED_CHILD.
 */
int shm_client_read(shm_client *client, size_t offset, void *buffer, size_t length);

/**
 * Reads a character. This and the following calls read one value in the byte order of the machine, at any
 * offset, aligned or not.
 * @param client An open client.
 * @param offset Bytes from the start of the segment.
 * @param value  Receives it; untouched after a refusal.
 * @return       As shm_client_read.
 */
int shm_client_get_char(shm_client *client, size_t offset, char *value);

/** Reads a signed 8-bit integer. */
int shm_client_get_int8(shm_client *client, size_t offset, int8_t *value);

/** Reads an unsigned 8-bit integer. */
int shm_client_get_uint8(shm_client *client, size_t offset, uint8_t *value);

/** Reads a signed 16-bit integer. */
int shm_client_get_int16(shm_client *client, size_t offset, int16_t *value);

/** Reads an unsigned 16-bit integer. */
int shm_client_get_uint16(shm_client *client, size_t offset, uint16_t *value);

/** Reads a signed 32-bit integer. */
int shm_client_get_int32(shm_client *client, size_t offset, int32_t *value);

/** Reads an unsigned 32-bit integer. */
int shm_client_get_uint32(shm_client *client, size_t offset, uint32_t *value);

/** Reads a signed 64-bit integer. */
int shm_client_get_int64(shm_client *client, size_t offset, int64_t *value);

/** Reads an unsigned 64-bit integer. */
int shm_client_get_uint64(shm_client *client, size_t offset, uint64_t *value);

/** Reads a single precision number. */
int shm_client_get_float(shm_client *client, size_t offset, float *value);

/** Reads a double precision number. */
int shm_client_get_double(shm_client *client, size_t offset, double *value);

/**
 * Reads a text up to its NUL.
 * @param client An open client.
 * @param offset Bytes from the start of the segment.
 * @param buffer Receives the text, cut at a character where it does not fit, and always a NUL; may be NULL.
 * @param size   Bytes of the buffer.
 * @return       Bytes of the whole text without its NUL, or SHM_INVALID_VALUE (no NUL up to the end), or as
 *               shm_client_read.
 */
int shm_client_get_string(shm_client *client, size_t offset, char *buffer, size_t size);

/**
 * Copies bytes into a segment attached with SHM_ATTACH_WRITABLE.
 * @param client An open client.
 * @param offset Bytes from the start of the segment.
 * @param data   What to write; may be NULL when length is 0.
 * @param length Bytes to write.
 * @return       0, or SHM_READ_ONLY, or as shm_client_read.
 */
int shm_client_write(shm_client *client, size_t offset, const void *data, size_t length);

/**
 * Where the segment is mapped in this process. Writing through it kills a process that did not attach with
 * SHM_ATTACH_WRITABLE.
 * @param client An open client.
 * @param size   Receives the size in bytes; may be NULL.
 * @return       The first byte, valid until shm_client_detach; NULL when the handle may not be used.
 */
const void *shm_client_data(shm_client *client, size_t *size);

/**
 * What the kernel knows of the segment now.
 * @param client An open client.
 * @param info   Set its struct_size before the call.
 * @return       0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT.
 */
int shm_client_info(shm_client *client, shm_segment_info *info);

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
 * @param info    Set its struct_size before the call.
 * @return        0, or SHM_NOT_FOUND, SHM_INVALID_ADDRESS, SHM_INVALID_ARGUMENT, -EACCES.
 */
int shm_segment_stat(const char *address, shm_segment_info *info);

/**
 * Removes a segment: nobody new can attach it, and who is attached keeps the bytes until the last one
 * detaches.
 * @param address One of the address forms, UTF-8.
 * @return        0, or SHM_NOT_FOUND, SHM_INVALID_ADDRESS, -EPERM and other refusals of the kernel.
 */
int shm_segment_remove(const char *address);

/* ---- Layouts of fields ---------------------------------------------------------------------------------
 *
 * Where the fields of a struct stand: computed as a C compiler does, packed, or as the offsets say.
 *
 * A layout is an array of shm_field. No two of its fields share a byte.
 */

/**
 * Computes the layout of fields written as [OFFSET@]TYPE, such as "string[19], int, char, 40@double".
 * @param specs     Separated by commas or white space. TYPE: char, int, int8 to uint64, float, double,
 *                  string[N], bytes[N].
 * @param placement Of shm_field_placement, for the fields without an offset.
 * @param fields    Receives the first fields; may be NULL when capacity is 0.
 * @param capacity  Number of fields there is room for.
 * @return          The number of all fields, or SHM_INVALID_FIELD, SHM_FIELD_OVERLAP, SHM_INVALID_ARGUMENT.
 */
int shm_fields_parse(const char *specs, uint32_t placement, shm_field *fields, size_t capacity);

/**
 * Places fields whose type, size (0 for numbers) and name are set, and fills in what is missing.
 * @param fields    Each at its offset, or after the field before it where the offset is SHM_NEXT_OFFSET.
 * @param count     Number of fields.
 * @param placement Of shm_field_placement, for the fields without an offset.
 * @param size      Receives the size of the struct with its padding; may be NULL.
 * @return          0, or SHM_INVALID_FIELD, SHM_FIELD_OVERLAP, SHM_INVALID_ARGUMENT; then the fields are as
 *                  they were.
 */
int shm_fields_place(shm_field *fields, size_t count, uint32_t placement, size_t *size);

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
int shm_fields_compare(const shm_field *fields, size_t count, const shm_field *others, size_t other_count,
                       char *text, size_t size);

/* The compiler places every member where the library expects it. */

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

#ifdef __cplusplus
}
#endif

#endif
