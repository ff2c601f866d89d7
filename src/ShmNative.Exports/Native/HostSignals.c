/*
 * The runtime ignores SIGPIPE when it starts: right for a program of its own, wrong for a guest. The library is linked
 * with
 * --wrap=signal, which leads that one call here. Restoring the disposition afterwards would leave a moment in which the
 * host's is lost.
 */
#include <signal.h>
#include <stddef.h>

typedef void (*handler_t)(int);

handler_t __real_signal(int number, handler_t handler);
handler_t __wrap_signal(int number, handler_t handler);

handler_t __wrap_signal(int number, handler_t handler)
{
    struct sigaction now;
    if (number != SIGPIPE || handler != SIG_IGN)
        return __real_signal(number, handler);
    return sigaction(SIGPIPE, NULL, &now) == 0 ? now.sa_handler : SIG_ERR;
}
