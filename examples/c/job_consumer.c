#include "job.h"
#include <stdio.h>

int main(void)
{
    const shm_channel_options creation = SHM_CHANNEL_OPTIONS_INIT;
    shm_endpoint_options endpoint = SHM_ENDPOINT_OPTIONS_INIT;
    endpoint.flags = SHM_ENDPOINT_WAIT_FOR_PEER;
    endpoint.type = &job_type;
    endpoint.creation = &creation;
    shm_receiver *consumer;
    int status = shm_queue_open_consumer("jobs", &endpoint, &consumer);
    for (job next; status == 0;)
        if ((status = shm_receiver_receive(consumer, &next, sizeof next, NULL, SHM_INFINITE)) == 0)
            printf("job %d weighs %g\n", next.number, next.weight);
    if (status != SHM_CLOSED)
        return fprintf(stderr, "%s\n", shm_status_string(status)), 1;
    return shm_receiver_close(consumer);
}
