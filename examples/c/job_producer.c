#include "job.h"
#include <stdio.h>

int main(void)
{
    shm_endpoint_options endpoint = {.struct_size = sizeof endpoint, .type = &job_type};
    shm_sender *producer;
    int status = shm_queue_open_producer("jobs", NULL, &endpoint, &producer);
    for (int i = 1; i <= 3 && status == 0; i++)
        status = shm_sender_send(producer, &(job){i, 0.5 * i}, sizeof(job), 0, SHM_INFINITE);
    if (status < 0)
        return fprintf(stderr, "%s\n", shm_status_string(status)), 1;
    shm_sender_end(producer);
    return shm_sender_close(producer);
}
