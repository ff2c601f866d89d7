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
 * @include examples/c/receive.c
 *
 * Another process sends:
 *
 * @include examples/c/send.c
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
