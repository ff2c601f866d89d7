#include <shmnative.h>
#include <stdio.h>

int main(void)
{
    char text[64];
    shm_client *client;
    int status = shm_client_attach("posix:/hello", 0, 0, &client);
    if (status == 0)
        status = shm_client_get_string(client, 0, text, sizeof text);
    if (status < 0)
        return fprintf(stderr, "%s\n", shm_status_string(status)), 1;

    puts(text);
    return shm_client_detach(client);
}
