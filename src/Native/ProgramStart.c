/*
 * Where a program begins: linked with --wrap=main, before the runtime's own main. Exits with 1 (failed at run time),
 * and says why, where the runtime would abort.
 */
#include "Runtime.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

int __real_main(int count, char **argument);
int __wrap_main(int count, char **argument);

int __wrap_main(int count, char **argument)
{
    const char *why;
    const int error = runtime_can_start(&why);
    if (error == 0)
        return __real_main(count, argument);
    fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, why, strerror(-error));
    return 1;
}
