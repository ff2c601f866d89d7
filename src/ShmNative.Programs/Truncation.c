/*
 * A segment's file that somebody makes shorter takes its pages away from those who have it mapped: their next touch is
 * SIGBUS. A library must not take that signal from its host; these programs are their own host, and say what happened.
 * The segment's name and record are found abandoned by the next server.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { FAILURE = 1 }; /* ExitCode.Failure */

static void say(const char *text)
{
    ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
    (void)ignored;
}

static void on_bus_error(int number)
{
    (void)number;
    say(program_invocation_short_name);
    say(": the segment's file was made shorter by another process; nothing more can be read or written\n");
    _exit(FAILURE);
}

__attribute__((constructor)) static void watch_for_truncation(void)
{
    struct sigaction action = {.sa_handler = on_bus_error};
    sigaction(SIGBUS, &action, NULL);
}
