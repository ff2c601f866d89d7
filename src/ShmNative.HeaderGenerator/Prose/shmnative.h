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
 * @include examples/c/hello_server.c
 *
 * and any number of others attach it and read:
 *
 * @include examples/c/hello_client.c
 *
 * A channel is a segment with messages in it, which pass whole and without races: a topic (every subscriber gets every
 * message), a queue (each goes to one consumer) or a value (only the newest counts). This sends one through a queue:
 *
 *     shm_sender *producer;
 *     if (shm_queue_open_producer("jobs", NULL, NULL, &producer) == 0)
 *         shm_sender_send(producer, "hello", 5, 0, SHM_INFINITE);
 *
 * Results. A call returns 0 or a count when it succeeds, and a negative number when it refuses: -errno for what the
 * kernel refused, shm_status (below -4095) for what this library did. shm_status_string has a few words for each,
 * shm_last_error one line about the very call. A call that refuses has done nothing.
 *
 * Handles are checked: NULL, closed and foreign ones are refused, never followed. A handle is for one thread at a
 * time, but for the cancel calls; different handles may be used at once.
 *
 * A child that is forked after the first call has none of the library's threads, and locks that nobody gives back: each
 * call there returns SHM_FORKED_CHILD (or NULL, or 0) and does nothing. Let it exec a program; the same one will do. A
 * child that is forked before the first call may use the library as any process.
 *
 * The library is a guest. Loading it starts nothing. The first call starts its runtime: one more thread, which never
 * runs the host's code; handlers for SIGSEGV, SIGFPE and one real-time signal, which pass on what is not theirs; and
 * some 140 MiB of address space, nearly all of it only reserved. SIGPIPE and the other signals stay as they were. Where
 * a limit leaves less than that (ulimit -v, -u, -l), the first call returns -ENOMEM or -EAGAIN, and a later one tries
 * again. It cannot be unloaded.
 */
