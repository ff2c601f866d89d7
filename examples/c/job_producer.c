#include "job.h"
#include <stdio.h>

int main(void)
{
    shm_endpoint_options endpoint = SHM_ENDPOINT_OPTIONS_INIT;
    endpoint.type = &job_type;
    shm_sender *producer;
    int status = shm_queue_open_producer("jobs", NULL, &endpoint, &producer);
    for (int i = 1; i <= 3 && status == 0; i++)
        status = shm_sender_send(producer, &(job){i, 0.5 * i}, sizeof(job), 0, SHM_INFINITE);
    if (status == 0)
        status = shm_sender_end(producer);
    if (status < 0)
        return fprintf(stderr, "%s\n", shm_last_error_string()), 1;
    return shm_sender_close(producer);
}
