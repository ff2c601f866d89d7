/* watched: writes one variable, so that a debugger can be asked whether its watchpoints stop: docs/debugging.md. */
static volatile int watched;

int main(void)
{
    watched = 1;
    return 0;
}
