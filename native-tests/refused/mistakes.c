/*
 * Mistakes that do not compile. "REFUSED CASE: TEXT" in a comment: with CASE defined, the compiler refuses this file,
 * and says TEXT. Without any case it compiles. See scripts/refused.sh.
 */
#include <shmnative_inline.h>

int mistakes(shm_server *server, shm_sender *sender, shm_receiver *receiver, shm_reader *reader, shm_waitset *set,
             shm_lent_sender *lent)
{
    shm_segment *const segment = SHM_SEGMENT(server);
    shm_message message;
    int status = shm_waitset_add(set, receiver, 1) | shm_waitset_add(set, reader, 2) | shm_waitset_add(set, sender, 3);
    status |= shm_mutex_lock(segment, 0, 0) | shm_receiver_take(receiver, &message, 0);
    status |= shm_inline_send(lent, "", 1, 0, 0);

#ifdef RECEIVE_FROM_SENDER /* REFUSED RECEIVE_FROM_SENDER: incompatible pointer type */
    status |= shm_receiver_take(sender, &message, 0);
#endif
#ifdef READ_SERVER_AS_CLIENT /* REFUSED READ_SERVER_AS_CLIENT: incompatible pointer type */
    status |= shm_client_read(server, 0, &message, sizeof message);
#endif
#ifdef SEND_ON_LENT /* REFUSED SEND_ON_LENT: incompatible pointer type */
    status |= shm_sender_send(lent, "", 1, 0, 0);
#endif
#ifdef LOCK_IN_SENDER /* REFUSED LOCK_IN_SENDER: incompatible pointer type */
    status |= shm_mutex_lock(sender, 0, 0);
#endif
#ifdef LOCK_IN_SERVER /* REFUSED LOCK_IN_SERVER: incompatible pointer type */
    status |= shm_mutex_lock(server, 0, 0);
#endif
#ifdef SEGMENT_OF_SENDER /* REFUSED SEGMENT_OF_SENDER: not compatible with any */
    status |= shm_mutex_lock(SHM_SEGMENT(sender), 0, 0);
#endif
#ifdef WAIT_FOR_SERVER /* REFUSED WAIT_FOR_SERVER: not compatible with any */
    status |= shm_waitset_add(set, server, 4);
#endif
#ifdef WAIT_FOR_READER_AS_RECEIVER /* REFUSED WAIT_FOR_READER_AS_RECEIVER: incompatible pointer type */
    status |= shm_waitset_add_receiver(set, reader, 4);
#endif
#ifdef WAIT_FOR_EVENT_OF_SERVER /* REFUSED WAIT_FOR_EVENT_OF_SERVER: incompatible pointer type */
    status |= shm_waitset_add_event(set, server, 0, 4);
#endif
#ifdef DROP_STATUS /* REFUSED DROP_STATUS: warn_unused_result */
    shm_sender_send(sender, "", 1, 0, SHM_INFINITE);
#endif
#ifdef DROP_STATUS_OF_INLINE /* REFUSED DROP_STATUS_OF_INLINE: warn_unused_result */
    shm_inline_send(lent, "", 1, 0, SHM_INFINITE);
#endif
#ifdef DROP_COUNT /* REFUSED DROP_COUNT: warn_unused_result */
    shm_receiver_take_many(receiver, &message, 1, SHM_INFINITE);
#endif
#ifdef DROP_SEGMENT /* REFUSED DROP_SEGMENT: warn_unused_result */
    shm_server_segment(server);
#endif
    return status;
}
