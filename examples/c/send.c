// Sends a message through the queue "greetings".
#include <shmnative.h>
#include <stdio.h>

int main(void)
{
    shm_sender *producer;
    int status = shm_queue_open_producer("greetings", NULL, NULL, &producer);
    if (status == 0)
        status = shm_sender_send(producer, "Hello, world", 12, 0, SHM_INFINITE);
    if (status == 0)
        status = shm_sender_end(producer);
    if (status != 0)
        return fprintf(stderr, "%s\n", shm_last_error_string()), 1;
    return shm_sender_close(producer);
}
