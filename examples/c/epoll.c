#include <shmnative.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

/* A process of its own: three lines, then the end of the stream. */
static int send_lines(void)
{
    static const char *lines[] = {"one", "two", "three"};
    shm_sender *sender;
    if (shm_topic_open_publisher("epoll-example", NULL, NULL, &sender) != 0)
        return 1;
    shm_channel_info info = SHM_CHANNEL_INFO_INIT;
    while (shm_sender_info(sender, &info) == 0 && info.receivers == 0)
        usleep(1000);
    int status = 0;
    for (int i = 0; i < 3 && status == 0; i++) {
        usleep(20000);
        status = shm_sender_send(sender, lines[i], 6, 0, SHM_INFINITE);
    }
    if (status == 0)
        status = shm_sender_end(sender);
    shm_sender_close(sender);
    return status != 0;
}

int main(void)
{
    if (fork() == 0)
        return send_lines();

    shm_receiver *receiver;
    shm_endpoint_options options = SHM_ENDPOINT_OPTIONS_INIT;
    options.wait_ns = 10000000000;
    if (shm_topic_open_subscriber("epoll-example", &options, &receiver) != 0)
        return 1;
    int loop = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(loop, EPOLL_CTL_ADD, shm_receiver_poll_fd(receiver), &event);

    int status = SHM_EMPTY;
    while (status == SHM_EMPTY && epoll_wait(loop, &event, 1, 10000) == 1) {
        char line[6];
        while ((status = shm_receiver_receive(receiver, line, sizeof line, NULL, 0)) == 0)
            puts(line);
    }
    shm_receiver_close(receiver);
    return status == SHM_CLOSED ? 0 : 1;
}
