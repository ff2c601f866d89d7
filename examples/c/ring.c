// A ring of four slots, seen from both ends: it fills up, a message is taken, and its slot is used again.
#include <shmnative.h>
#include <stdio.h>

int main(void)
{
    shm_channel_options small = SHM_CHANNEL_OPTIONS_INIT;
    small.slots = 4;
    small.capacity = sizeof(int);
    shm_sender *producer;
    shm_receiver *consumer;
    int status = shm_queue_open_producer("ring", &small, NULL, &producer);
    if (status == 0)
        status = shm_queue_open_consumer("ring", NULL, &consumer);

    void *slot, *first = NULL;
    int sent = 0;
    while (status == 0 && (status = shm_sender_claim(producer, &slot, NULL, 0)) == 0) {
        if (sent == 0)
            first = slot;
        *(int *)slot = ++sent; // in place: nothing is copied
        status = shm_sender_commit(producer, sizeof sent, 0);
    }
    if (status != SHM_FULL)
        return fprintf(stderr, "%s\n", shm_status_string(status)), 1;
    printf("full after %d\n", sent);

    shm_message message;
    if (shm_receiver_take(consumer, &message, 0) == 0)
        printf("took %d from where it lies\n", *(const int *)message.data);
    if (shm_receiver_release(consumer) == 0 && shm_sender_claim(producer, &slot, NULL, 0) == 0)
        printf("%d goes into %s slot\n", sent + 1, slot == first ? "the same" : "another");
    shm_sender_close(producer);
    return shm_receiver_close(consumer);
}
