/* Each thread has its own last error; handles are opened, used and closed by many threads at once; a Unicode address.
 */
#include "check.h"
#include <inttypes.h>
#include <pthread.h>
#include <shmnative.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 8, ROUNDS = 200 };

static void *work(void *argument)
{
    const int number = *(int *)argument;
    char address[96], wrong[32], text[256], cut[4];
    intptr_t failures = 0;
    snprintf(address, sizeof address, "posix:/shmnative-\xce\xbb-%" PRIdMAX "-%d", (intmax_t)getpid(), number);
    snprintf(wrong, sizeof wrong, "\xe2\x82\xac%d", number);

    failures += shm_last_error(text, sizeof text) != 0 || text[0] != '\0'; /* nothing refused yet on this thread */
    for (int round = 0; round < ROUNDS; round++) {
        shm_server *server;
        shm_client *client;
        int32_t value = -1;
        failures += shm_server_create(wrong, 64, NULL, &server) != SHM_INVALID_ADDRESS;
        failures += shm_server_create(address, 64, NULL, &server) != 0;
        failures += shm_server_put_int32(server, 4, round) != 0;
        failures += shm_client_attach(address, 0, 0, &client) != 0;
        failures += shm_client_get_int32(client, 4, &value) != 0 || value != round;
        failures += shm_client_detach(client) != 0 || shm_server_close(server) != 0;
        failures += shm_last_error(text, sizeof text) != strlen(text) || strstr(text, wrong) == NULL;
    }
    failures += shm_last_error(cut, sizeof cut) != strlen(text) || strncmp(cut, text, strlen(cut)) != 0;
    failures += shm_last_error(text, 2) == 0 || strlen(text) > 1; /* a quote; the three bytes of the sign do not fit */
    return (void *)failures;
}

int main(void)
{
    pthread_t thread[THREADS];
    int number[THREADS];
    for (int i = 0; i < THREADS; i++) {
        number[i] = i;
        REQUIRE(pthread_create(&thread[i], NULL, work, &number[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *failures;
        pthread_join(thread[i], &failures);
        CHECK_EQUAL((intptr_t)failures, 0);
    }
    return check_failures != 0;
}
