/* The struct of the job examples from C: what the generated header says is what C# says, and a stale header is refused
 * field by field. */
#include "channels.h"
#include "job.h"

int main(void)
{
    const char *name = channel_name("types");
    shm_endpoint_options endpoint = {.struct_size = sizeof endpoint, .type = &job_type};
    shm_sender *producer;
    shm_receiver *consumer;
    job sent = {.number = 1, .weight = 2.5}, received = {0};
    REQUIRE(shm_queue_open_producer(name, NULL, &endpoint, &producer) == 0);
    REQUIRE(shm_queue_open_consumer(name, &endpoint, &consumer) == 0);
    CHECK_EQUAL(shm_sender_send(producer, &sent, sizeof sent, 0, SECOND), 0);
    CHECK_EQUAL(shm_receiver_receive(consumer, &received, sizeof received, NULL, SECOND), 0);
    CHECK(received.number == 1 && received.weight == 2.5);
    CHECK_EQUAL(shm_receiver_close(consumer), 0);

    shm_field stale[] = {job_fields[0], job_fields[1]};
    stale[1].type = SHM_TYPE_INT64;
    shm_type type = {sizeof type, 2, "job", sizeof(job), stale};
    endpoint.type = &type;
    CHECK_REFUSED(shm_queue_open_consumer(name, &endpoint, &consumer), SHM_TYPE_MISMATCH,
                  "field 1: weight (int64 at 8) here, weight (double at 8) there");
    type = job_type;
    type.name = "task";
    CHECK_REFUSED(shm_queue_open_consumer(name, &endpoint, &consumer), SHM_TYPE_MISMATCH, "carries 'job' of 16 bytes");
    CHECK_EQUAL(shm_sender_close(producer), 0);
    return check_failures != 0;
}
