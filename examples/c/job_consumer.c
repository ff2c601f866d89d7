#include "job.h"
#include <stdio.h>

int main(void)
{
    shm_channel_options creation = {.struct_size = sizeof creation};
    shm_endpoint_options endpoint = {
        .struct_size = sizeof endpoint, .flags = SHM_ENDPOINT_WAIT_FOR_PEER, .type = &job_type, .creation = &creation};
    shm_receiver *consumer;
    int status = shm_queue_open_consumer("jobs", &endpoint, &consumer);
    for (job next; status == 0;)
        if ((status = shm_receiver_receive(consumer, &next, sizeof next, NULL, SHM_INFINITE)) == 0)
            printf("job %d weighs %g\n", next.number, next.weight);
    if (status != SHM_CLOSED)
        return fprintf(stderr, "%s\n", shm_status_string(status)), 1;
    return shm_receiver_close(consumer);
}
