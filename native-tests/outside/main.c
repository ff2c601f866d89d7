/* A program outside of this checkout: it knows the library as installed. */
#include <shmnative.h>
#include <stdio.h>

int main(void)
{
    shm_server *server;
    double value = 0;
    int status = shm_server_create("sysv:private", 64, NULL, &server);
    if (status == 0)
        status = shm_server_put_double(server, 8, 22 / 7.0);
    if (status == 0)
        status = shm_server_read(server, 8, &value, sizeof value);
    if (status == 0)
        status = shm_server_close(server);
    printf("%s %g %s\n", shm_version_string(), value, shm_status_string(status));
    return status != 0;
}
