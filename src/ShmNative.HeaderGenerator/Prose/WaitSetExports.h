#ifndef __cplusplus
/** Adds an end of whichever kind: shm_waitset_add_receiver, shm_waitset_add_reader or shm_waitset_add_sender. */
#define shm_waitset_add(set, end, tag)                                                                        \
    _Generic((end),                                                                                           \
        shm_receiver *: shm_waitset_add_receiver,                                                             \
        shm_reader *: shm_waitset_add_reader,                                                                 \
        shm_sender *: shm_waitset_add_sender)(set, end, tag)
#endif
