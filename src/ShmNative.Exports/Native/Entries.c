/* Made from the C# sources by ./build.sh headers. */
/* clang-format off */
#include "Entry.h"

const char *library_status(int status)
{
    switch (status) {
    case SHM_OK: return "success";
    case SHM_INVALID_ARGUMENT: return "invalid argument: a null pointer, an unknown flag, or a number outside its range";
    case SHM_INVALID_HANDLE: return "invalid handle: null, closed already, or of another kind";
    case SHM_INVALID_ADDRESS: return "the address cannot be understood";
    case SHM_INVALID_FIELD: return "the field specification cannot be understood";
    case SHM_INVALID_VALUE: return "the value is not of its field's type, or outside that type's range";
    case SHM_FIELD_OVERLAP: return "two fields at explicit offsets share bytes";
    case SHM_OUT_OF_BOUNDS: return "the bytes asked for are not all inside the segment";
    case SHM_READ_ONLY: return "the segment is attached read-only";
    case SHM_FORKED_CHILD: return "a forked child cannot use the library of its parent: it has to exec a program first";
    case SHM_CONCURRENT_USE: return "the handle is lent to inline calls, or two threads use it at once; open one for each";
    case SHM_NOT_FOUND: return "nothing has that address";
    case SHM_ALREADY_EXISTS: return "something has that address already";
    case SHM_IN_USE: return "processes are attached to the segment";
    case SHM_NOT_READY: return "the segment's creator has not finished writing it";
    case SHM_NOT_ENOUGH_MEMORY: return "more memory than the machine can give now";
    case SHM_INVALID_SIZE: return "the size is 0, or beyond what the system allows";
    case SHM_UNSUPPORTED_FILE: return "the file or its file system cannot hold a segment";
    case SHM_FULL: return "no free slot now";
    case SHM_EMPTY: return "no message now";
    case SHM_TIMEOUT: return "the time given has passed";
    case SHM_CLOSED: return "the end of the stream";
    case SHM_NO_PEER: return "nobody is on the other side";
    case SHM_LAPPED: return "messages were overwritten before they were read";
    case SHM_CANCELLED: return "the wait was cancelled";
    case SHM_TOO_LARGE: return "the message is longer than a slot";
    case SHM_TYPE_MISMATCH: return "the channel's payload type is another one";
    case SHM_RETIRED: return "the channel was removed or re-created: open it again";
    case SHM_CORRUPT: return "the bytes in the segment contradict themselves";
    case SHM_WRONG_KIND: return "another kind of channel or primitive is there, or none";
    case SHM_WRONG_VERSION: return "the channel has another layout version";
    case SHM_WRONG_OWNER: return "the memory belongs to a user that was not asked for";
    case SHM_TOO_MANY_PARTICIPANTS: return "all entries of the participants' table are taken";
    case SHM_ROLE_TAKEN: return "the channel's role is taken";
    case SHM_NO_CLAIM: return "a commit or abort without a claim";
    case SHM_OWNER_DIED: return "success, but the previous owner died with the lock held";
    case SHM_NOT_OWNER: return "the lock is not this thread's to unlock";
    case SHM_DEADLOCK: return "this thread holds the lock already";
    case SHM_OVERFLOW: return "the semaphore would count beyond its maximum";
    case SHM_OTHER_NAMESPACE: return "the lock was initialised in another pid or time namespace";
    case SHM_MISALIGNED: return "the offset is not a multiple of 8";
    case SHM_INTERNAL: return "a fault in this library";
    default: return NULL;
    }
}

ENTRY_OR(WITHOUT(sender, refusal), int, shm_topic_open_publisher, (const char *address, const shm_channel_options *creation, const shm_endpoint_options *endpoint, shm_sender **sender),
         (address, creation, endpoint, sender))
ENTRY_OR(WITHOUT(receiver, refusal), int, shm_topic_open_subscriber, (const char *address, const shm_endpoint_options *endpoint, shm_receiver **receiver),
         (address, endpoint, receiver))
ENTRY_OR(WITHOUT(reader, refusal), int, shm_topic_open_lossy_subscriber, (const char *address, const shm_endpoint_options *endpoint, shm_reader **reader),
         (address, endpoint, reader))
ENTRY_OR(WITHOUT(reader, refusal), int, shm_topic_open_observer, (const char *address, const shm_endpoint_options *endpoint, shm_reader **reader),
         (address, endpoint, reader))
ENTRY(shm_topic_remove, (const char *address), (address))
ENTRY_OR(WITHOUT(sender, refusal), int, shm_queue_open_producer, (const char *address, const shm_channel_options *creation, const shm_endpoint_options *endpoint, shm_sender **sender),
         (address, creation, endpoint, sender))
ENTRY_OR(WITHOUT(receiver, refusal), int, shm_queue_open_consumer, (const char *address, const shm_endpoint_options *endpoint, shm_receiver **receiver),
         (address, endpoint, receiver))
ENTRY(shm_queue_remove, (const char *address), (address))
ENTRY_OR(WITHOUT(sender, refusal), int, shm_value_open_writer, (const char *address, const shm_channel_options *creation, const shm_endpoint_options *endpoint, shm_sender **sender),
         (address, creation, endpoint, sender))
ENTRY_OR(WITHOUT(reader, refusal), int, shm_value_open_reader, (const char *address, const shm_endpoint_options *endpoint, shm_reader **reader),
         (address, endpoint, reader))
ENTRY_OR(WITHOUT(reader, refusal), int, shm_value_open_observer, (const char *address, const shm_endpoint_options *endpoint, shm_reader **reader),
         (address, endpoint, reader))
ENTRY(shm_value_remove, (const char *address), (address))
ENTRY(shm_sender_send, (shm_sender *sender, const void *data, size_t length, uint32_t tag, int64_t timeout_ns),
      (sender, data, length, tag, timeout_ns))
ENTRY(shm_sender_send_many, (shm_sender *sender, const void *messages, size_t size, size_t count, int64_t timeout_ns),
      (sender, messages, size, count, timeout_ns))
ENTRY(shm_sender_claim, (shm_sender *sender, void **data, size_t *capacity, int64_t timeout_ns),
      (sender, data, capacity, timeout_ns))
ENTRY(shm_sender_commit, (shm_sender *sender, size_t length, uint32_t tag), (sender, length, tag))
ENTRY(shm_sender_abort, (shm_sender *sender), (sender))
ENTRY(shm_sender_end, (shm_sender *sender), (sender))
ENTRY(shm_sender_cancel, (shm_sender *sender), (sender))
ENTRY(shm_sender_info, (shm_sender *sender, shm_channel_info *info), (sender, info))
ENTRY(shm_sender_close, (shm_sender *sender), (sender))
ENTRY(shm_receiver_receive, (shm_receiver *receiver, void *buffer, size_t size, shm_message *message, int64_t timeout_ns),
      (receiver, buffer, size, message, timeout_ns))
ENTRY(shm_receiver_receive_many, (shm_receiver *receiver, void *buffer, size_t size, shm_message *messages, size_t count, int64_t timeout_ns),
      (receiver, buffer, size, messages, count, timeout_ns))
ENTRY(shm_receiver_take, (shm_receiver *receiver, shm_message *message, int64_t timeout_ns),
      (receiver, message, timeout_ns))
ENTRY(shm_receiver_take_many, (shm_receiver *receiver, shm_message *messages, size_t count, int64_t timeout_ns),
      (receiver, messages, count, timeout_ns))
ENTRY(shm_receiver_release, (shm_receiver *receiver), (receiver))
ENTRY(shm_receiver_release_many, (shm_receiver *receiver, size_t count), (receiver, count))
ENTRY(shm_receiver_release_message, (shm_receiver *receiver, const shm_message *message), (receiver, message))
ENTRY(shm_receiver_cancel, (shm_receiver *receiver), (receiver))
ENTRY(shm_receiver_info, (shm_receiver *receiver, shm_channel_info *info), (receiver, info))
ENTRY(shm_receiver_close, (shm_receiver *receiver), (receiver))
ENTRY(shm_reader_receive, (shm_reader *reader, void *buffer, size_t size, shm_message *message, int64_t timeout_ns),
      (reader, buffer, size, message, timeout_ns))
ENTRY(shm_reader_get, (shm_reader *reader, void *buffer, size_t size, shm_message *message),
      (reader, buffer, size, message))
ENTRY(shm_reader_lost, (shm_reader *reader, uint64_t *lost), (reader, lost))
ENTRY(shm_reader_cancel, (shm_reader *reader), (reader))
ENTRY(shm_reader_info, (shm_reader *reader, shm_channel_info *info), (reader, info))
ENTRY(shm_reader_close, (shm_reader *reader), (reader))
ENTRY(shm_channel_stat, (const char *address, shm_channel_info *info), (address, info))
ENTRY(shm_channel_participants, (const char *address, shm_participant_info *participants, size_t capacity),
      (address, participants, capacity))
ENTRY(shm_channel_fields, (const char *address, shm_field *fields, size_t capacity), (address, fields, capacity))
ENTRY_OR(WITHOUT(server, refusal), int, shm_server_create, (const char *address, size_t size, const shm_create_options *options, shm_server **server),
         (address, size, options, server))
ENTRY(shm_server_notice, (shm_server *server, char *buffer, size_t size), (server, buffer, size))
ENTRY(shm_server_publish, (shm_server *server), (server))
ENTRY(shm_server_write, (shm_server *server, size_t offset, const void *data, size_t length),
      (server, offset, data, length))
ENTRY(shm_server_read, (shm_server *server, size_t offset, void *buffer, size_t length),
      (server, offset, buffer, length))
ENTRY(shm_server_put_char, (shm_server *server, size_t offset, char value), (server, offset, value))
ENTRY(shm_server_put_int8, (shm_server *server, size_t offset, int8_t value), (server, offset, value))
ENTRY(shm_server_put_uint8, (shm_server *server, size_t offset, uint8_t value), (server, offset, value))
ENTRY(shm_server_put_int16, (shm_server *server, size_t offset, int16_t value), (server, offset, value))
ENTRY(shm_server_put_uint16, (shm_server *server, size_t offset, uint16_t value), (server, offset, value))
ENTRY(shm_server_put_int32, (shm_server *server, size_t offset, int32_t value), (server, offset, value))
ENTRY(shm_server_put_uint32, (shm_server *server, size_t offset, uint32_t value), (server, offset, value))
ENTRY(shm_server_put_int64, (shm_server *server, size_t offset, int64_t value), (server, offset, value))
ENTRY(shm_server_put_uint64, (shm_server *server, size_t offset, uint64_t value), (server, offset, value))
ENTRY(shm_server_put_float, (shm_server *server, size_t offset, float value), (server, offset, value))
ENTRY(shm_server_put_double, (shm_server *server, size_t offset, double value), (server, offset, value))
ENTRY(shm_server_put_string, (shm_server *server, size_t offset, const char *text), (server, offset, text))
ENTRY_OR(WITHOUT(size, NULL), void *, shm_server_data, (shm_server *server, size_t *size), (server, size))
ENTRY(shm_server_info, (shm_server *server, shm_segment_info *info), (server, info))
ENTRY(shm_server_close, (shm_server *server), (server))
ENTRY_OR(WITHOUT(client, refusal), int, shm_client_attach, (const char *address, uint32_t flags, int64_t timeout_ns, shm_client **client),
         (address, flags, timeout_ns, client))
ENTRY(shm_client_read, (shm_client *client, size_t offset, void *buffer, size_t length),
      (client, offset, buffer, length))
ENTRY(shm_client_get_char, (shm_client *client, size_t offset, char *value), (client, offset, value))
ENTRY(shm_client_get_int8, (shm_client *client, size_t offset, int8_t *value), (client, offset, value))
ENTRY(shm_client_get_uint8, (shm_client *client, size_t offset, uint8_t *value), (client, offset, value))
ENTRY(shm_client_get_int16, (shm_client *client, size_t offset, int16_t *value), (client, offset, value))
ENTRY(shm_client_get_uint16, (shm_client *client, size_t offset, uint16_t *value), (client, offset, value))
ENTRY(shm_client_get_int32, (shm_client *client, size_t offset, int32_t *value), (client, offset, value))
ENTRY(shm_client_get_uint32, (shm_client *client, size_t offset, uint32_t *value), (client, offset, value))
ENTRY(shm_client_get_int64, (shm_client *client, size_t offset, int64_t *value), (client, offset, value))
ENTRY(shm_client_get_uint64, (shm_client *client, size_t offset, uint64_t *value), (client, offset, value))
ENTRY(shm_client_get_float, (shm_client *client, size_t offset, float *value), (client, offset, value))
ENTRY(shm_client_get_double, (shm_client *client, size_t offset, double *value), (client, offset, value))
ENTRY(shm_client_get_string, (shm_client *client, size_t offset, char *buffer, size_t size),
      (client, offset, buffer, size))
ENTRY(shm_client_write, (shm_client *client, size_t offset, const void *data, size_t length),
      (client, offset, data, length))
ENTRY_OR(WITHOUT(size, NULL), const void *, shm_client_data, (shm_client *client, size_t *size), (client, size))
ENTRY(shm_client_info, (shm_client *client, shm_segment_info *info), (client, info))
ENTRY(shm_client_detach, (shm_client *client), (client))
ENTRY(shm_segment_stat, (const char *address, shm_segment_info *info), (address, info))
ENTRY(shm_segment_remove, (const char *address), (address))
ENTRY(shm_fields_parse, (const char *specs, uint32_t placement, shm_field *fields, size_t capacity),
      (specs, placement, fields, capacity))
ENTRY(shm_fields_place, (shm_field *fields, size_t count, uint32_t placement, size_t *size),
      (fields, count, placement, size))
ENTRY(shm_fields_compare, (const shm_field *fields, size_t count, const shm_field *others, size_t other_count, char *text, size_t size),
      (fields, count, others, other_count, text, size))
ENTRY_OR(NULL, shm_segment *, shm_server_segment, (shm_server *server), (server))
ENTRY_OR(NULL, shm_segment *, shm_client_segment, (shm_client *client), (client))
ENTRY(shm_event_init, (shm_segment *segment, size_t offset, uint32_t flags), (segment, offset, flags))
ENTRY(shm_event_set, (shm_segment *segment, size_t offset), (segment, offset))
ENTRY(shm_event_reset, (shm_segment *segment, size_t offset), (segment, offset))
ENTRY(shm_event_wait, (shm_segment *segment, size_t offset, int64_t timeout_ns), (segment, offset, timeout_ns))
ENTRY(shm_semaphore_init, (shm_segment *segment, size_t offset, uint32_t count, uint32_t maximum),
      (segment, offset, count, maximum))
ENTRY(shm_semaphore_release, (shm_segment *segment, size_t offset, uint32_t count), (segment, offset, count))
ENTRY(shm_semaphore_wait, (shm_segment *segment, size_t offset, int64_t timeout_ns), (segment, offset, timeout_ns))
ENTRY(shm_semaphore_count, (shm_segment *segment, size_t offset), (segment, offset))
ENTRY(shm_mutex_init, (shm_segment *segment, size_t offset), (segment, offset))
ENTRY(shm_mutex_lock, (shm_segment *segment, size_t offset, int64_t timeout_ns), (segment, offset, timeout_ns))
ENTRY(shm_mutex_unlock, (shm_segment *segment, size_t offset), (segment, offset))
ENTRY_OR(0, size_t, shm_seqlock_size, (size_t size), (size))
ENTRY(shm_seqlock_init, (shm_segment *segment, size_t offset, size_t size), (segment, offset, size))
ENTRY(shm_seqlock_write, (shm_segment *segment, size_t offset, const void *value, size_t size, int64_t timeout_ns),
      (segment, offset, value, size, timeout_ns))
ENTRY(shm_seqlock_read, (shm_segment *segment, size_t offset, void *value, size_t size, uint64_t *version, int64_t timeout_ns),
      (segment, offset, value, size, version, timeout_ns))
ENTRY_OR(WITHOUT(set, refusal), int, shm_waitset_create, (shm_waitset **set), (set))
ENTRY(shm_waitset_add_receiver, (shm_waitset *set, shm_receiver *receiver, int64_t tag), (set, receiver, tag))
ENTRY(shm_waitset_add_reader, (shm_waitset *set, shm_reader *reader, int64_t tag), (set, reader, tag))
ENTRY(shm_waitset_add_sender, (shm_waitset *set, shm_sender *sender, int64_t tag), (set, sender, tag))
ENTRY(shm_waitset_add_event, (shm_waitset *set, shm_segment *segment, size_t offset, int64_t tag),
      (set, segment, offset, tag))
ENTRY(shm_waitset_add_semaphore, (shm_waitset *set, shm_segment *segment, size_t offset, int64_t tag),
      (set, segment, offset, tag))
ENTRY(shm_waitset_remove, (shm_waitset *set, int64_t tag), (set, tag))
ENTRY(shm_waitset_wait, (shm_waitset *set, shm_ready *ready, size_t capacity, int64_t timeout_ns),
      (set, ready, capacity, timeout_ns))
ENTRY(shm_waitset_cancel, (shm_waitset *set), (set))
ENTRY(shm_waitset_poll_fd, (shm_waitset *set), (set))
ENTRY(shm_receiver_poll_fd, (shm_receiver *receiver), (receiver))
ENTRY(shm_reader_poll_fd, (shm_reader *reader), (reader))
ENTRY(shm_sender_poll_fd, (shm_sender *sender), (sender))
ENTRY(shm_waitset_close, (shm_waitset *set), (set))
ENTRY(shm_sender_lend, (shm_sender *sender, shm_lent_sender *lent), (sender, lent))
ENTRY(shm_sender_take_back, (shm_sender *sender, const shm_lent_sender *lent), (sender, lent))
ENTRY(shm_receiver_lend, (shm_receiver *receiver, shm_lent_receiver *lent), (receiver, lent))
ENTRY(shm_receiver_take_back, (shm_receiver *receiver, const shm_lent_receiver *lent), (receiver, lent))
ENTRY(shm_sender_canceller, (shm_sender *sender, shm_canceller *canceller), (sender, canceller))
ENTRY(shm_receiver_canceller, (shm_receiver *receiver, shm_canceller *canceller), (receiver, canceller))
ENTRY(shm_reader_canceller, (shm_reader *reader, shm_canceller *canceller), (reader, canceller))
ENTRY(shm_waitset_canceller, (shm_waitset *set, shm_canceller *canceller), (set, canceller))
ENTRY(shm_waitset_interruptible, (shm_waitset *set, int32_t interruptible), (set, interruptible))
