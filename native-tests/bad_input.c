/* Everything a caller can get wrong: a status, a line about it, and nothing created, changed or left behind. */
#include "check.h"
#include <errno.h>
#include <inttypes.h>
#include <shmnative.h>
#include <string.h>
#include <unistd.h>

static char address[64];

static const char *last_error(void)
{
    static char text[1024];
    shm_last_error(text, sizeof text);
    return text;
}

static int create(const char *at, size_t size, const shm_create_options *options)
{
    shm_server *server = (shm_server *)&address;
    const int status = shm_server_create(at, size, options, &server);
    if (status == 0)
        shm_server_close(server);
    else
        CHECK(server == NULL);
    return status;
}

static void addresses_and_sizes(void)
{
    CHECK_EQUAL(create(NULL, 64, NULL), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(create("", 64, NULL), SHM_INVALID_ADDRESS);
    CHECK_EQUAL(create("posix:name", 64, NULL), SHM_INVALID_ADDRESS);
    CHECK_EQUAL(create("sysv:/tmp#0", 64, NULL), SHM_INVALID_ADDRESS);
    CHECK_EQUAL(create("sysv:/tmp#256", 64, NULL), SHM_INVALID_ADDRESS);
    CHECK(strstr(last_error(), "1 to 255") != NULL);
    CHECK_EQUAL(create("posix:/not-\xff-utf8", 64, NULL), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(create("sysv:/no/such/file#1", 64, NULL), -ENOENT);
    CHECK_EQUAL(create(address, 0, NULL), SHM_INVALID_SIZE);
    CHECK(create(address, SIZE_MAX, NULL) < 0);
    CHECK(create(address, (size_t)1 << 62, NULL) < 0);
    CHECK_EQUAL(create(address, (size_t)1 << 45, NULL), SHM_NOT_ENOUGH_MEMORY);
    CHECK_EQUAL(shm_server_create(address, 64, NULL, NULL), SHM_INVALID_ARGUMENT);

    shm_segment_info info = {.struct_size = sizeof info};
    CHECK_EQUAL(shm_segment_stat(address, &info), SHM_NOT_FOUND);
    CHECK_EQUAL(shm_segment_remove(address), SHM_NOT_FOUND);
    CHECK(last_error()[0] != '\0');
}

static void options(void)
{
    struct {
        shm_create_options known;
        uint32_t newer;
    } grown = {.known = {.struct_size = sizeof grown}};

    CHECK_EQUAL(create(address, 64, &grown.known), 0);
    grown.newer = 1;
    CHECK_EQUAL(create(address, 64, &grown.known), SHM_INVALID_ARGUMENT);
    grown.known.struct_size = 0;
    CHECK_EQUAL(create(address, 64, &grown.known), SHM_INVALID_ARGUMENT);
    grown.known.struct_size = UINT32_MAX;
    CHECK_EQUAL(create(address, 64, &grown.known), SHM_INVALID_ARGUMENT);
    grown.known = (shm_create_options){.struct_size = 8, .mode = 07777}; /* older: its mode is not looked at */
    CHECK_EQUAL(create(address, 64, &grown.known), 0);
    grown.known = (shm_create_options){.struct_size = sizeof grown.known, .flags = 0x80000000};
    CHECK_EQUAL(create(address, 64, &grown.known), SHM_INVALID_ARGUMENT);
    grown.known = (shm_create_options){.struct_size = sizeof grown.known, .mode = 07777};
    CHECK_EQUAL(create(address, 64, &grown.known), SHM_INVALID_ARGUMENT);
    grown.known = (shm_create_options){.struct_size = sizeof grown.known, .reserved = 1};
    CHECK_EQUAL(create(address, 64, &grown.known), SHM_INVALID_ARGUMENT);
}

static void taken_address(shm_server *server)
{
    shm_create_options replace = {.struct_size = sizeof replace, .flags = SHM_CREATE_REPLACE};
    CHECK_EQUAL(shm_server_put_int32(server, 0, 4711), 0);
    CHECK_EQUAL(create(address, 64, NULL), SHM_ALREADY_EXISTS);
    CHECK_EQUAL(create(address, 64, &replace), SHM_IN_USE);
    int32_t value = 0;
    CHECK_EQUAL(shm_server_read(server, 0, &value, sizeof value), 0);
    CHECK_EQUAL(value, 4711);
}

static void bounds(shm_server *server)
{
    char bytes[64], before[64];
    CHECK_EQUAL(shm_server_read(server, 0, before, 64), 0);
    memset(bytes, 'x', sizeof bytes);
    CHECK_EQUAL(shm_server_write(server, 1, bytes, 64), SHM_OUT_OF_BOUNDS);
    CHECK_EQUAL(shm_server_write(server, 64, bytes, 1), SHM_OUT_OF_BOUNDS);
    CHECK_EQUAL(shm_server_write(server, SIZE_MAX, bytes, 2), SHM_OUT_OF_BOUNDS);
    CHECK_EQUAL(shm_server_write(server, SIZE_MAX / 2 + 1, bytes, SIZE_MAX / 2 + 1), SHM_OUT_OF_BOUNDS);
    CHECK_EQUAL(shm_server_write(server, 0, bytes, SIZE_MAX), SHM_OUT_OF_BOUNDS);
    CHECK(strstr(last_error(), "64 bytes") != NULL);
    CHECK_EQUAL(shm_server_put_double(server, 57, 1.0), SHM_OUT_OF_BOUNDS);
    CHECK_EQUAL(shm_server_put_string(server, 60, "abcd"), SHM_OUT_OF_BOUNDS);
    CHECK_EQUAL(shm_server_put_string(server, 0, NULL), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_server_write(server, 0, NULL, 1), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_server_write(server, 64, NULL, 0), 0);
    CHECK_EQUAL(shm_server_read(server, 0, NULL, 1), SHM_INVALID_ARGUMENT);
    CHECK(memcmp(shm_server_data(server, NULL), before, 64) == 0);

    memset(bytes, 'y', sizeof bytes);
    CHECK_EQUAL(shm_server_read(server, 1, bytes, 64), SHM_OUT_OF_BOUNDS);
    CHECK_EQUAL(bytes[0], 'y');
}

static void client_calls(void)
{
    shm_client *client = NULL;
    CHECK_EQUAL(shm_client_attach(address, 0x80, 0, &client), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_client_attach(address, 0, -2, &client), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_client_attach(address, 0, INT64_MAX, NULL), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_client_attach("posix:/shmnative-nobody", 0, 0, &client), SHM_NOT_FOUND);
    CHECK(client == NULL);
    CHECK_EQUAL(shm_client_attach("posix:/shmnative-nobody", 0, 1000, &client), SHM_TIMEOUT);
    CHECK(strstr(last_error(), "shmnative-nobody") != NULL); /* still the message of the call before */
    CHECK_EQUAL(shm_client_attach(address, 0, INT64_MAX, &client), 0);

    int64_t value = 1;
    char text[8] = "before";
    CHECK_EQUAL(shm_client_get_int64(client, 57, &value), SHM_OUT_OF_BOUNDS);
    CHECK_EQUAL(value, 1);
    CHECK_EQUAL(shm_client_get_int64(client, 0, NULL), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_client_get_string(client, 64, text, sizeof text), SHM_OUT_OF_BOUNDS);
    CHECK_EQUAL(shm_client_get_string(client, SIZE_MAX, text, sizeof text), SHM_OUT_OF_BOUNDS);
    CHECK(strcmp(text, "before") == 0);
    CHECK_EQUAL(shm_client_write(client, 0, "x", 1), SHM_READ_ONLY);
    CHECK_EQUAL(shm_client_info(client, NULL), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_client_detach(client), 0);
    CHECK_EQUAL(shm_client_detach(client), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_client_read(client, 0, text, 1), SHM_INVALID_HANDLE);
}

static void handles(shm_server *server)
{
    shm_server *const invented[] = {NULL,
                                    (shm_server *)1,
                                    (shm_server *)UINTPTR_MAX,
                                    (shm_server *)&address,
                                    (shm_server *)((uintptr_t)server + 1),
                                    (shm_server *)((uintptr_t)server ^ 1 << 20)};
    for (size_t i = 0; i < sizeof invented / sizeof *invented; i++) {
        size_t size = 1;
        CHECK_EQUAL(shm_server_write(invented[i], 0, "x", 1), SHM_INVALID_HANDLE);
        CHECK_EQUAL(shm_server_publish(invented[i]), SHM_INVALID_HANDLE);
        CHECK(shm_server_data(invented[i], &size) == NULL);
        CHECK_EQUAL(size, 0);
        CHECK_EQUAL(shm_server_close(invented[i]), invented[i] ? SHM_INVALID_HANDLE : 0);
    }
    CHECK_EQUAL(shm_client_detach(NULL), 0);
    CHECK_EQUAL(shm_client_detach((shm_client *)server), SHM_INVALID_HANDLE); /* of another kind */

    CHECK_EQUAL(shm_server_close(server), 0);
    CHECK_EQUAL(shm_server_close(server), SHM_INVALID_HANDLE);
    CHECK_EQUAL(shm_server_put_int32(server, 0, 1), SHM_INVALID_HANDLE);
    shm_server *next = NULL;
    CHECK_EQUAL(shm_server_create(address, 64, NULL, &next), 0);
    CHECK_EQUAL(shm_server_put_int32(server, 0, 1),
                SHM_INVALID_HANDLE); /* the place is in use again, the old handle is not */
    CHECK_EQUAL(shm_server_close(next), 0);
}

static void layouts(void)
{
    shm_field field[2] = {{.type = SHM_TYPE_INT32, .offset = 0}, {.type = SHM_TYPE_DOUBLE, .offset = 2}};
    char text[8];
    CHECK_EQUAL(shm_fields_parse(NULL, 0, NULL, 0), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_fields_parse("int", 2, NULL, 0), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_fields_parse("int", 0, NULL, 1), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(shm_fields_parse("integer", 0, NULL, 0), SHM_INVALID_FIELD);
    CHECK_EQUAL(shm_fields_parse("0@int 2@int", 0, NULL, 0), SHM_FIELD_OVERLAP);
    CHECK_EQUAL(shm_fields_place(field, 2, 0, NULL), SHM_FIELD_OVERLAP);
    CHECK_EQUAL(field[0].size, 0);
    CHECK_EQUAL(shm_fields_place(field, SIZE_MAX, 0, NULL), SHM_INVALID_ARGUMENT);
    field[1].type = 99;
    CHECK_EQUAL(shm_fields_place(field, 2, 0, NULL), SHM_INVALID_FIELD);
    CHECK_EQUAL(shm_fields_compare(NULL, 1, field, 1, text, sizeof text), SHM_INVALID_ARGUMENT);
}

int main(void)
{
    shm_server *server = NULL;
    snprintf(address, sizeof address, "posix:/shmnative-bad-%" PRIdMAX, (intmax_t)getpid());
    addresses_and_sizes();
    options();
    REQUIRE(shm_server_create(address, 64, NULL, &server) == 0);
    taken_address(server);
    bounds(server);
    client_calls();
    handles(server);
    layouts();

    shm_segment_info info = {.struct_size = sizeof info};
    CHECK_EQUAL(shm_segment_stat(address, &info), SHM_NOT_FOUND);
    return check_failures != 0;
}
