/* demo_reader ADDRESS: reads the demo's message through the library, and prints it. */
#include "demo_message.h"
#include <shmnative.h>
#include <stdio.h>

int main(int count, char **argument)
{
    shm_client *client;
    shm_demo_message message;
    char title[64], goodbye[64];
    int32_t numerator, denominator;
    double quotient;

    int status = count < 2 ? SHM_INVALID_ARGUMENT : shm_client_attach(argument[1], 0, 0, &client);
    if (status == 0)
        status = shm_client_read(client, 0, &message, sizeof message);
    if (status == 0)
        status = shm_client_get_int32(client, offsetof(shm_demo_message, numerator), &numerator);
    if (status == 0)
        status = shm_client_get_int32(client, offsetof(shm_demo_message, denominator), &denominator);
    if (status == 0)
        status = shm_client_get_double(client, offsetof(shm_demo_message, quotient), &quotient);
    if (status == 0)
        status = shm_client_get_string(client, offsetof(shm_demo_message, title), title, sizeof title);
    if (status == 18)
        status = shm_client_get_string(client, offsetof(shm_demo_message, goodbye), goodbye, sizeof goodbye);
    if (status == 7)
        status = shm_client_detach(client);
    if (status != 0)
        return fprintf(stderr, "%d: %s\n", status, shm_status_string(status)), 1;

    printf("%s%d%c%d%c%c%g%c%c%s\n", title, numerator, message.slash, denominator, message.equals1, message.equals2,
           quotient, message.newline1, message.newline2, goodbye);
    return 0;
}
