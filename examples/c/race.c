// A race that is really seen. One process writes the same number into all places of an array, again and again; another
// copies the array and looks whether its numbers are all the same. "race raw" shares a segment, "race value" a value.
#include <shmnative.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COUNT = 512, ENOUGH = 1000, READS = 100000 };
static const int64_t patience = 10 * INT64_C(1000000000);
static long numbers[COUNT];

static void fill(long number)
{
    for (int i = 0; i < COUNT; i++)
        numbers[i] = number;
}

static int is_torn(void)
{
    for (int i = 1; i < COUNT; i++)
        if (numbers[i] != numbers[0])
            return 1;
    return 0;
}

static int write_raw(pid_t reader)
{
    shm_server *server;
    int status = shm_server_create("posix:/race", sizeof numbers, NULL, &server);
    for (long i = 1; status == 0 && waitpid(reader, NULL, WNOHANG) == 0; i++) {
        fill(i);
        status = shm_server_write(server, 0, numbers, sizeof numbers);
    }
    return status == 0 ? shm_server_close(server) : status;
}

static int read_raw(void)
{
    shm_client *client;
    int torn = 0, status = shm_client_attach("posix:/race", 0, patience, &client);
    while (status == 0 && torn < ENOUGH) {
        status = shm_client_read(client, 0, numbers, sizeof numbers);
        torn += is_torn();
    }
    printf("raw: %d torn reads were seen\n", torn);
    return status;
}

static int write_value(pid_t reader)
{
    shm_channel_options creation = SHM_CHANNEL_OPTIONS_INIT;
    creation.capacity = sizeof numbers;
    shm_sender *sender;
    int status = shm_value_open_writer("race", &creation, NULL, &sender);
    for (long i = 1; status == 0 && waitpid(reader, NULL, WNOHANG) == 0; i++) {
        fill(i);
        status = shm_sender_send(sender, numbers, sizeof numbers, 0, 0);
    }
    return status == 0 ? shm_sender_close(sender) : status;
}

static int read_value(void)
{
    shm_endpoint_options endpoint = SHM_ENDPOINT_OPTIONS_INIT;
    endpoint.wait_ns = patience;
    shm_reader *reader;
    int torn = 0, reads = 0, status = shm_value_open_reader("race", &endpoint, &reader);
    while (status == 0 && reads < READS) {
        status = shm_reader_receive(reader, numbers, sizeof numbers, NULL, SHM_INFINITE);
        torn += is_torn();
        reads++;
    }
    printf("value: %d torn reads in %d\n", torn, reads);
    return status;
}

int main(int argc, char **argv)
{
    int raw = argc == 2 && strcmp(argv[1], "raw") == 0;
    pid_t reader = fork(); // before the library is used: a process attaches by itself
    int status = reader == 0 ? (raw ? read_raw() : read_value()) : raw ? write_raw(reader) : write_value(reader);
    if (status < 0)
        fprintf(stderr, "%s\n", shm_status_string(status));
    return status < 0;
}
