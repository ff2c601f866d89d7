/* demo_writer ADDRESS [packed]: writes the demo's message through the library; removes it when standard input ends. */
#include "demo_message.h"
#include <shmnative.h>
#include <stdio.h>
#include <string.h>

int main(int count, char **argument)
{
    static const char specs[] = "string[19] int char int char char double char char string[8]";
    const int packed = count > 2 && strcmp(argument[2], "packed") == 0;
    shm_field field[10];
    shm_server *server = NULL;

    if (count < 2 || shm_fields_parse(specs, packed ? SHM_PLACE_PACKED : SHM_PLACE_NATURAL, field, 10) != 10)
        return 2;
    shm_create_options options = {.struct_size = sizeof options, .flags = SHM_CREATE_HIDDEN};
    int status = shm_server_create(argument[1], SHM_DEMO_SIZE, &options, &server);
    if (status == 0)
        status = shm_server_put_string(server, field[0].offset, "PI is defined as: ");
    if (status == 0)
        status = shm_server_put_int32(server, field[1].offset, 22);
    if (status == 0)
        status = shm_server_put_char(server, field[2].offset, '/');
    if (status == 0)
        status = shm_server_put_int32(server, field[3].offset, 7);
    if (status == 0)
        status = shm_server_write(server, field[4].offset, "==", 2);
    if (status == 0)
        status = shm_server_put_double(server, field[6].offset, 22 / 7.0);
    if (status == 0)
        status = shm_server_write(server, field[7].offset, "\n\n", 2);
    if (status == 0)
        status = shm_server_put_string(server, field[9].offset, "goodbye");
    if (status == 0)
        status = shm_server_publish(server);
    if (status == 0) {
        puts("ready");
        fflush(stdout);
        while (getchar() != EOF)
            continue;
        status = shm_server_close(server);
    }
    if (status != 0) {
        char text[512];
        shm_last_error(text, sizeof text);
        fprintf(stderr, "%s\n", text);
    }
    return status != 0;
}
