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
