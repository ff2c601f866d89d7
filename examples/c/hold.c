// hold SECONDS: takes a message of a queue, and is done with it after so many seconds.
#include <shmnative.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    shm_endpoint_options endpoint = SHM_ENDPOINT_OPTIONS_INIT;
    endpoint.wait_ns = 10 * INT64_C(1000000000);
    shm_receiver *consumer;
    shm_message message;
    int status = shm_queue_open_consumer("held", &endpoint, &consumer);
    if (status == 0)
        status = shm_receiver_take(consumer, &message, SHM_INFINITE);
    if (status < 0)
        return fprintf(stderr, "%s\n", shm_last_error_string()), 1;

    printf("C has %.*s%s\n", (int)message.length, (const char *)message.data,
           message.flags & SHM_MESSAGE_REDELIVERED ? ", which another had when it died" : "");
    fflush(stdout);
    sleep(argc > 1 ? (unsigned)atoi(argv[1]) : 0);
    status = shm_receiver_release(consumer);
    shm_receiver_close(consumer);
    return status != 0;
}
