#ifndef __cplusplus
/** The segment of a server or a client, whichever it is. */
#define SHM_SEGMENT(handle)                                                                                   \
    _Generic((handle), shm_server *: shm_server_segment, shm_client *: shm_client_segment)(handle)
#endif
