/* What is put is what is got: every type at its limits, aligned and not; texts, layouts, information, versions. */
#include "check.h"
#include <float.h>
#include <inttypes.h>
#include <shmnative.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static shm_server *server;
static shm_client *client;

#define ROUND_TRIP(type, name, value)                                                                                  \
    do {                                                                                                               \
        for (size_t at = 0; at < 9; at++) {                                                                            \
            type put = (value), got;                                                                                   \
            memset(&got, 0x55, sizeof got);                                                                            \
            CHECK_EQUAL(shm_server_put_##name(server, at, put), 0);                                                    \
            CHECK_EQUAL(shm_client_get_##name(client, at, &got), 0);                                                   \
            CHECK(memcmp(&put, &got, sizeof put) == 0);                                                                \
            CHECK(memcmp(&put, (const char *)shm_client_data(client, NULL) + at, sizeof put) == 0);                    \
        }                                                                                                              \
    } while (0)

static void numbers(void)
{
    ROUND_TRIP(char, char, (char)-1);
    ROUND_TRIP(char, char, 'x');
    ROUND_TRIP(int8_t, int8, INT8_MIN);
    ROUND_TRIP(uint8_t, uint8, UINT8_MAX);
    ROUND_TRIP(int16_t, int16, INT16_MIN);
    ROUND_TRIP(uint16_t, uint16, UINT16_MAX);
    ROUND_TRIP(int32_t, int32, INT32_MIN);
    ROUND_TRIP(uint32_t, uint32, UINT32_MAX);
    ROUND_TRIP(int64_t, int64, INT64_MIN);
    ROUND_TRIP(uint64_t, uint64, UINT64_MAX);
    ROUND_TRIP(float, float, -FLT_MIN);
    ROUND_TRIP(double, double, 22 / 7.0);
}

static void texts(void)
{
    char text[16] = "";
    CHECK_EQUAL(shm_server_put_string(server, 1, "gr\xc3\xbc\xc3\x9f"), 0);
    CHECK_EQUAL(shm_client_get_string(client, 1, text, sizeof text), 6);
    CHECK(strcmp(text, "gr\xc3\xbc\xc3\x9f") == 0);
    CHECK_EQUAL(shm_client_get_string(client, 1, text, 6), 6); /* cut before the character that does not fit */
    CHECK(strcmp(text, "gr\xc3\xbc") == 0);
    CHECK_EQUAL(shm_client_get_string(client, 1, text, 1), 6);
    CHECK(text[0] == '\0');
    CHECK_EQUAL(shm_client_get_string(client, 1, NULL, 0), 6);

    char full[64];
    memset(full, 'x', sizeof full);
    CHECK_EQUAL(shm_server_write(server, 0, full, sizeof full), 0);
    CHECK_EQUAL(shm_client_get_string(client, 0, text, sizeof text), SHM_INVALID_VALUE); /* no NUL */
    CHECK_EQUAL(shm_server_put_string(server, 63, ""), 0);
    CHECK_EQUAL(shm_client_get_string(client, 0, text, sizeof text), 63);
}

static void information(const char *address)
{
    size_t size = 0;
    shm_segment_info info = {.struct_size = sizeof info}, older = {.struct_size = 16, .id = 4711};
    CHECK(shm_server_data(server, &size) != NULL);
    CHECK_EQUAL(size, 64);
    CHECK_EQUAL(shm_server_info(server, &info), 0);
    CHECK_EQUAL(info.struct_size, sizeof info);
    CHECK_EQUAL(info.backend, SHM_BACKEND_SYSV);
    CHECK_EQUAL(info.size, 64);
    CHECK_EQUAL(info.mode, 0600);
    CHECK_EQUAL(info.owner_uid, geteuid());
    CHECK_EQUAL(info.creator_pid, getpid());
    CHECK_EQUAL(info.attached, 2);
    CHECK(info.change_time > time(NULL) - 60 && info.change_time <= time(NULL));
    CHECK_EQUAL(shm_client_info(client, &older), 0);
    CHECK_EQUAL(older.size, 64);
    CHECK_EQUAL(older.id, 4711); /* the caller's struct ends before it */
    CHECK_EQUAL(shm_segment_stat(address, &info), 0);
    CHECK_EQUAL(info.size, 64);
}

static void layouts(void)
{
    shm_field demo[10], packed[10],
        own[2] = {{.type = SHM_TYPE_CHAR, .offset = SHM_NEXT_OFFSET, .name = "letter"},
                  {.type = SHM_TYPE_DOUBLE, .offset = SHM_NEXT_OFFSET, .name = "number"}};
    static const char specs[] = "string[19] int char int char char double char char string[8]";
    static const uint64_t at[] = {0, 20, 24, 28, 32, 33, 40, 48, 49, 50},
                          tight[] = {0, 19, 23, 24, 28, 29, 30, 38, 39, 40};
    char text[4096];
    size_t size = 0;

    CHECK_EQUAL(shm_fields_parse(specs, SHM_PLACE_NATURAL, demo, 10), 10);
    CHECK_EQUAL(shm_fields_parse(specs, SHM_PLACE_PACKED, packed, 10), 10);
    for (int i = 0; i < 10; i++) {
        CHECK_EQUAL(demo[i].offset, at[i]);
        CHECK_EQUAL(packed[i].offset, tight[i]);
    }
    CHECK_EQUAL(shm_fields_compare(demo, 10, demo, 10, text, sizeof text), 0);
    CHECK(shm_fields_compare(demo, 10, packed, 10, text, sizeof text) > 0);
    CHECK(strstr(text, "19") != NULL && strstr(text, "20") != NULL);

    CHECK_EQUAL(shm_fields_place(own, 2, SHM_PLACE_NATURAL, &size), 0);
    CHECK_EQUAL(own[1].offset, 8);
    CHECK_EQUAL(own[1].size, 8);
    CHECK_EQUAL(size, 16);
    CHECK(strcmp(own[1].name, "number") == 0);
    CHECK_EQUAL(shm_fields_parse("char, char", 0, own, 1), 2); /* all are counted, those that fit are written */
}

static void versions(void)
{
    char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", shm_version() / 10000, shm_version() / 100 % 100, shm_version() % 100);
    CHECK_EQUAL(shm_version(), SHM_VERSION);
    CHECK_EQUAL(shm_layout_version(), SHM_LAYOUT_VERSION);
    CHECK(strcmp(shm_version_string(), text) == 0);
    CHECK(strcmp(shm_version_string(), PROJECT_VERSION) == 0);
    CHECK(shm_version_string() == shm_version_string());
    CHECK(strcmp(shm_status_string(-13), strerror(13)) == 0);
    CHECK(strcmp(shm_status_string(0), shm_status_string(7)) == 0);
    CHECK(strstr(shm_status_string(SHM_READ_ONLY), "read-only") != NULL);
    CHECK(shm_status_string(INT32_MIN) == shm_status_string(SHM_INTERNAL - 1));
}

/* A server that is killed leaves its segment; the next one at the address takes it over and says so. */
static void reclaim(const char *address)
{
    const pid_t child = fork(); /* before the first call: the child has a runtime of its own */
    if (child == 0) {
        if (shm_server_create(address, 64, NULL, &server) == 0 && shm_server_put_int32(server, 0, 4711) == 0)
            raise(SIGKILL);
        _exit(1);
    }
    int status = 0, value = -1;
    char text[256], pid[16];
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    snprintf(pid, sizeof pid, "%d", (int)child);

    shm_segment_info info = {.struct_size = sizeof info};
    CHECK_EQUAL(shm_segment_stat(address, &info), 0);
    CHECK_EQUAL(info.abandoned, 1);
    CHECK_EQUAL(shm_server_create(address, 64, NULL, &server), 0);
    CHECK(shm_server_notice(server, text, sizeof text) > 0);
    CHECK(strstr(text, pid) != NULL && strstr(text, address) != NULL);
    CHECK_EQUAL(shm_server_read(server, 0, &value, sizeof value), 0);
    CHECK_EQUAL(value, 0); /* zeroed again */
    CHECK_EQUAL(shm_server_close(server), 0);
}

int main(void)
{
    char address[64], file[] = "/tmp/shmnative-values-XXXXXX";
    const int descriptor = mkstemp(file);
    REQUIRE(descriptor >= 0);
    snprintf(address, sizeof address, "sysv:%s#1", file);
    reclaim(address);
    REQUIRE(shm_server_create(address, 64, NULL, &server) == 0);
    CHECK_EQUAL(shm_server_notice(server, NULL, 0), 0);
    REQUIRE(shm_client_attach(address, 0, 0, &client) == 0);
    numbers();
    texts();
    information(address);
    layouts();
    versions();
    CHECK_EQUAL(shm_client_detach(client), 0);
    CHECK_EQUAL(shm_server_close(server), 0);
    close(descriptor);
    unlink(file);
    return check_failures != 0;
}
