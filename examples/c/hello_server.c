#include <shmnative.h>
#include <stdio.h>

int main(void)
{
    shm_server *server;
    int status = shm_server_create("posix:/hello", 64, NULL, &server);
    if (status == 0)
        status = shm_server_put_string(server, 0, "Hello, world");
    if (status < 0)
        return fprintf(stderr, "%s\n", shm_status_string(status)), 1;

    puts("Press Enter to remove it.");
    getchar();
    return shm_server_close(server);
}
