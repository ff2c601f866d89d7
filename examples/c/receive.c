// Takes messages of the queue "greetings" until the sender says that nothing more comes.
#include <shmnative.h>
#include <stdio.h>

int main(void)
{
    const shm_channel_options shape = SHM_CHANNEL_OPTIONS_INIT;
    shm_endpoint_options options = SHM_ENDPOINT_OPTIONS_INIT;
    options.creation = &shape;                  // it may be first,
    options.flags = SHM_ENDPOINT_WAIT_FOR_PEER; // and then waits for a producer

    shm_receiver *consumer;
    shm_message message;
    char text[100];
    int status = shm_queue_open_consumer("greetings", &options, &consumer);
    while (status == 0) {
        status = shm_receiver_receive(consumer, text, sizeof text, &message, SHM_INFINITE);
        if (status == 0)
            printf("%.*s\n", (int)message.length, text);
    }
    if (status != SHM_CLOSED)
        return fprintf(stderr, "%s\n", shm_last_error_string()), 1;
    return shm_receiver_close(consumer);
}
