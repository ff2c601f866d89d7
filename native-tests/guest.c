/*
 * guest LIBRARY PROPERTY: what the library may do to its host, looked at before it is loaded, after, and after the
 * first call.
 */
#include "check.h"
#include <dlfcn.h>
#include <inttypes.h>
#include <setjmp.h>
#include <shmnative.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIGNALS = 64 };

static void *library;
static __typeof__(&shm_version) version;
static __typeof__(&shm_server_create) create;
static __typeof__(&shm_server_write) write_bytes;
static __typeof__(&shm_server_data) data;
static __typeof__(&shm_server_close) close_server;
static __typeof__(&shm_segment_stat) segment_stat;
static __typeof__(&shm_client_attach) attach;
static __typeof__(&shm_client_detach) detach;

static void *function(const char *name)
{
    void *address = dlsym(library, name);
    REQUIRE(address != NULL);
    return address;
}

static void load(const char *path)
{
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        fprintf(stderr, "%s\n", dlerror());
    REQUIRE(library != NULL);
    *(void **)&version = function("shm_version");
    *(void **)&create = function("shm_server_create");
    *(void **)&write_bytes = function("shm_server_write");
    *(void **)&data = function("shm_server_data");
    *(void **)&close_server = function("shm_server_close");
    *(void **)&segment_stat = function("shm_segment_stat");
    *(void **)&attach = function("shm_client_attach");
    *(void **)&detach = function("shm_client_detach");
}

/* A number of /proc/self/status, such as "Threads:". */
static long status_number(const char *key)
{
    char line[256];
    long value = -1;
    FILE *status = fopen("/proc/self/status", "r");
    REQUIRE(status != NULL);
    while (fgets(line, sizeof line, status))
        if (strncmp(line, key, strlen(key)) == 0)
            value = strtol(line + strlen(key), NULL, 10);
    fclose(status);
    return value;
}

static const char *segment_name(void)
{
    static char name[64];
    snprintf(name, sizeof name, "posix:/shmnative-guest-%" PRIdMAX, (intmax_t)getpid());
    return name;
}

/* Uses the library as a host would. */
static void use(void)
{
    shm_server *server;
    shm_client *client;
    CHECK_EQUAL(version(), SHM_VERSION);
    REQUIRE(create(segment_name(), 4096, NULL, &server) == 0);
    CHECK_EQUAL(write_bytes(server, 0, "x", 1), 0);
    CHECK_EQUAL(attach(segment_name(), 0, 1000000, &client), 0);
    CHECK_EQUAL(detach(client), 0);
    CHECK_EQUAL(close_server(server), 0);
}

static void host_handler(int number)
{
    (void)number;
}

static void look_at_signals(struct sigaction *actions)
{
    for (int number = 1; number <= SIGNALS; number++)
        if (sigaction(number, NULL, &actions[number]) != 0)
            actions[number] = (struct sigaction){.sa_handler = SIG_DFL};
}

static int is_changed(const struct sigaction *before, const struct sigaction *after)
{
    for (int number = 1; number <= SIGNALS; number++)
        if (sigismember(&before->sa_mask, number) != sigismember(&after->sa_mask, number))
            return 1;
    return before->sa_handler != after->sa_handler || before->sa_flags != after->sa_flags;
}

static void signals(const char *path)
{
    struct sigaction before[SIGNALS + 1], after[SIGNALS + 1];
    sigset_t mask_before, mask_after;
    int real_time = 0;

    signal(SIGUSR1, host_handler);
    signal(SIGCHLD, SIG_IGN);
    sigprocmask(SIG_BLOCK, NULL, &mask_before);
    look_at_signals(before);
    load(path);
    look_at_signals(after);
    for (int number = 1; number <= SIGNALS; number++)
        if (is_changed(&before[number], &after[number]))
            CHECK_EQUAL(number, 0); /* loading changes nothing */
    use();
    look_at_signals(after);
    sigprocmask(SIG_BLOCK, NULL, &mask_after);
    for (int number = 1; number <= SIGNALS; number++)
        CHECK(sigismember(&mask_before, number) == sigismember(&mask_after, number));
    /* SIGSEGV and SIGFPE are how the runtime sees null pointers and division by zero; by a real-time signal its
     * collector stops threads. */
    for (int number = 1; number <= SIGNALS; number++) {
        const int changed = is_changed(&before[number], &after[number]);
        if (number >= SIGRTMIN)
            real_time += changed;
        else if (number != SIGSEGV && number != SIGFPE && changed)
            CHECK_EQUAL(number, 0);
    }
    CHECK(real_time <= 1);
}

/* With each disposition the host may have. */
static void sigpipe(const char *path)
{
    void (*const dispositions[])(int) = {SIG_DFL, SIG_IGN, host_handler};
    for (size_t i = 0; i < sizeof dispositions / sizeof *dispositions; i++) {
        const pid_t child = fork();
        if (child == 0) {
            struct sigaction now;
            signal(SIGPIPE, dispositions[i]);
            load(path);
            use();
            sigaction(SIGPIPE, NULL, &now);
            CHECK(now.sa_handler == dispositions[i]);
            _exit(check_failures != 0);
        }
        int status = -1;
        waitpid(child, &status, 0);
        CHECK_EQUAL(status, 0);
    }
}

static sigjmp_buf landing;

static void land(int number)
{
    siglongjmp(landing, number);
}

/* A fault of the host goes to the host's handler, as if the library were not there. */
static void sigsegv(const char *path)
{
    stack_t before, after;
    struct sigaction action = {.sa_handler = land, .sa_flags = SA_NODEFER};
    sigaction(SIGSEGV, &action, NULL);
    sigaltstack(NULL, &before);
    load(path);
    use();
    sigaltstack(NULL, &after);
    CHECK(before.ss_sp == after.ss_sp && before.ss_flags == after.ss_flags);

    volatile int *volatile nowhere = NULL;
    const int number = sigsetjmp(landing, 1);
    if (number == 0)
        *nowhere = 1;
    CHECK_EQUAL(number, SIGSEGV);
    use();
}

static void threads(const char *path)
{
    load(path);
    CHECK_EQUAL(status_number("Threads:"), 1);
    use();
    CHECK_EQUAL(status_number("Threads:"), 2);
}

static void address_space(const char *path)
{
    const struct rlimit limit = {600000L * 1024, 600000L * 1024};
    REQUIRE(setrlimit(RLIMIT_AS, &limit) == 0);
    const long before = status_number("VmSize:");
    load(path);
    use();
    const long used = status_number("VmSize:") - before;
    fprintf(stderr, "%ld KiB of address space, %ld KiB resident\n", used, status_number("VmRSS:"));
    CHECK(used < 256 * 1024);
}

/* dlclose leaves the library in place, and it works as before. */
static void unload(const char *path)
{
    load(path);
    use();
    CHECK_EQUAL(dlclose(library), 0);
    use();
}

static void forked_child(const char *path)
{
    shm_server *server;
    size_t size;
    char byte;
    load(path);
    const char *name = segment_name();
    REQUIRE(create(name, 64, NULL, &server) == 0);
    CHECK_EQUAL(write_bytes(server, 0, "p", 1), 0);
    const pid_t child = fork();
    if (child == 0) {
        CHECK_EQUAL(write_bytes(server, 0, "c", 1), SHM_FORKED_CHILD);
        CHECK(data(server, &size) == NULL);
        CHECK_EQUAL(close_server(server), SHM_FORKED_CHILD);
        _exit(check_failures != 0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    CHECK_EQUAL(status, 0);

    shm_segment_info info = {.struct_size = sizeof info};
    CHECK_EQUAL(segment_stat(name, &info), 0);
    memcpy(&byte, data(server, NULL), 1);
    CHECK_EQUAL(byte, 'p');
    CHECK_EQUAL(close_server(server), 0);
    CHECK_EQUAL(segment_stat(name, &info), SHM_NOT_FOUND);
}

int main(int count, char **argument)
{
    static const struct {
        const char *name;
        void (*run)(const char *path);
    } properties[] = {{"signals", signals},
                      {"sigpipe", sigpipe},
                      {"sigsegv", sigsegv},
                      {"threads", threads},
                      {"address-space", address_space},
                      {"unload", unload},
                      {"forked-child", forked_child}};
    for (size_t i = 0; count == 3 && i < sizeof properties / sizeof *properties; i++)
        if (strcmp(argument[2], properties[i].name) == 0)
            return properties[i].run(argument[1]), check_failures != 0;
    return fprintf(stderr, "usage: %s LIBRARY PROPERTY\n", argument[0]), 2;
}
