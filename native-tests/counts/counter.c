/*
 * counter ALLOCATORS PLACES PROGRAM [ARGUMENT]...: what a program executes for a message, counted exactly.
 *
 * The program runs by itself up to a region that it marks (regions.h); there this tracer goes with it from one
 * instruction to the next and looks at the bytes of each. The smallest of a row's regions counts: what comes now and
 * then, such as a look at the clock, is not in all of them. The first region of all is empty, for what the marks cost.
 *
 * The file ALLOCATORS has the entries of allocators, lines of PATH and OFFSET in hexadecimal. A row of output is the
 * channel, the operation, and for each message: instructions, atomic read-modify-writes, full fences, system calls,
 * allocations. The file PLACES gets where the last four were: channel, operation, what, path, offset, how often.
 */
#ifndef __x86_64__
#include <stdio.h>

int main(void)
{
    fputs("skipped: it knows the instructions of x86-64 only\n", stderr);
    return 77;
}
#else
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "decode.h"

enum { SITES = 1 << 16, MOST_ROWS = 256, MOST_REGIONS = 4096, MOST_ALLOCATORS = 256, LONGEST = 64 };

/* An instruction that was met. */
struct site {
    uint64_t address;
    struct instruction instruction;
    int allocates;
    uint64_t executed; /* in the region */
};

struct counts {
    uint64_t of[KINDS];
    uint64_t allocations;
};

struct row {
    char channel[LONGEST], operation[LONGEST];
    long messages;
    int region; /* the one with the fewest instructions */
};

/* Where one that is counted by itself was executed. */
struct place {
    struct place *next;
    const char *what;
    uint64_t address_in_file, executed;
    char path[];
};

struct allocator {
    char path[PATH_MAX];
    uint64_t offset, address;
};

static pid_t child;
static struct site sites[SITES];
static struct allocator allocators[MOST_ALLOCATORS];
static struct counts regions[MOST_REGIONS];
static struct row rows[MOST_ROWS];
static struct place *places[MOST_REGIONS];
static int allocator_count, region_count, row_count;

static void fail(const char *what)
{
    fprintf(stderr, "counter: %s\n", what);
    exit(1); /* the program is killed with it */
}

static void require(int holds, const char *what)
{
    if (!holds)
        fail(what);
}

/* ---- where things are in the program */

/* The file of an address, and the address that its symbols have: 0 when it is in no file. */
static uint64_t place_of(uint64_t address, char *path)
{
    char name[32], line[PATH_MAX + 128], first_path[PATH_MAX] = "";
    uint64_t from, to, base = 0, found = 0;
    snprintf(name, sizeof name, "/proc/%d/maps", (int)child);
    FILE *maps = fopen(name, "r");
    require(maps != NULL, "no /proc/PID/maps");
    while (found == 0 && fgets(line, sizeof line, maps) != NULL) {
        path[0] = '\0';
        sscanf(line, "%" SCNx64 "-%" SCNx64 " %*s %*s %*s %*s %4095s", &from, &to, path);
        if (strcmp(path, first_path) != 0) { /* a file's first mapping is its start */
            snprintf(first_path, sizeof first_path, "%s", path);
            base = from;
        }
        if (address >= from && address < to)
            found = address - base;
    }
    fclose(maps);
    return found;
}

static void read_allocators(const char *file)
{
    FILE *input = fopen(file, "r");
    require(input != NULL, "no list of allocators");
    struct allocator *next = allocators;
    while (allocator_count < MOST_ALLOCATORS && fscanf(input, "%4095s %" SCNx64, next->path, &next->offset) == 2) {
        next++;
        allocator_count++;
    }
    fclose(input);
    require(allocator_count > 0, "the list of allocators is empty");
}

static int is_allocator(uint64_t address)
{
    static char path[PATH_MAX];
    const uint64_t offset = place_of(address, path);
    for (int i = 0; i < allocator_count; i++) {
        if (allocators[i].offset == offset && strcmp(allocators[i].path, path) == 0)
            return 1;
    }
    return 0;
}

/* ---- one instruction, one region */

static struct site *site_at(uint64_t address)
{
    size_t index = (size_t)(address * UINT64_C(0x9E3779B97F4A7C15) >> 48);
    for (int probes = 0; probes < SITES; probes++, index = (index + 1) % SITES) {
        if (sites[index].address == address)
            return &sites[index];
        if (sites[index].address != 0)
            continue;
        unsigned char bytes[CODE_BYTES] = {0};
        struct iovec to = {bytes, LONGEST_INSTRUCTION}, from = {(void *)(uintptr_t)address, LONGEST_INSTRUCTION};
        const size_t to_page_end = 4096 - (size_t)(address % 4096);
        if (process_vm_readv(child, &to, 1, &from, 1, 0) < 0) { /* the next page may be none of the program's */
            from.iov_len = to_page_end < LONGEST_INSTRUCTION ? to_page_end : LONGEST_INSTRUCTION;
            require(process_vm_readv(child, &to, 1, &from, 1, 0) > 0, "instructions that cannot be read");
        }
        sites[index] = (struct site){address, decode(bytes), is_allocator(address), 0};
        return &sites[index];
    }
    fail("too many instructions");
    return NULL;
}

static int wait_for_stop(void)
{
    int status;
    require(waitpid(child, &status, 0) == child, "the program is gone");
    require(WIFSTOPPED(status), "the program ended within a region");
    return WSTOPSIG(status);
}

static void step_through(struct counts *counts)
{
    uint64_t last = 0;
    for (int signal = 0; signal != SIGUSR2; signal = wait_for_stop()) {
        require(signal == 0 || signal == SIGTRAP, "a signal within a region");
        const uint64_t address = (uint64_t)ptrace(PTRACE_PEEKUSER, child, offsetof(struct user_regs_struct, rip), NULL);
        struct site *site = site_at(address);
        if (address != last || !site->instruction.repeats) { /* which stops after each of its repetitions */
            counts->of[INSTRUCTION]++;
            if (site->instruction.kind != INSTRUCTION)
                counts->of[site->instruction.kind]++;
            counts->allocations += (uint64_t)site->allocates;
            site->executed++;
        }
        last = address;
        require(ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) == 0, "no single steps");
    }
}

static void note_places(int region)
{
    static char path[PATH_MAX];
    for (struct site *site = sites; site < sites + SITES; site++) {
        if (site->executed > 0 && (site->instruction.kind != INSTRUCTION || site->allocates)) {
            const uint64_t address_in_file = place_of(site->address, path);
            struct place *place = malloc(sizeof *place + strlen(path) + 1);
            const char *what = site->allocates ? "allocation" : kind_names[site->instruction.kind];
            *place = (struct place){places[region], what, address_in_file, site->executed};
            strcpy(place->path, path);
            places[region] = place;
        }
        site->executed = 0;
    }
}

/* ---- the whole program */

static void run(char **command)
{
    const int output = fileno(tmpfile());
    cpu_set_t here; /* with the program on the same core, a step is two switches there, and no message to another */
    CPU_ZERO(&here);
    CPU_SET((unsigned)sched_getcpu(), &here);
    sched_setaffinity(0, sizeof here, &here);
    child = fork();
    if (child == 0) {
        dup2(output, STDOUT_FILENO);
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) {
            fprintf(stderr, "counter: ptrace is refused (%s): a container has to allow it\n", strerror(errno));
            _exit(126);
        }
        execv(command[0], command);
        fprintf(stderr, "counter: %s: %s\n", command[0], strerror(errno));
        _exit(127);
    }
    dup2(output, STDIN_FILENO);
    for (int status; waitpid(child, &status, 0) == child;) {
        if (!WIFSTOPPED(status)) {
            require(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the program failed");
            break;
        }
        int signal = WSTOPSIG(status);
        if (signal == SIGUSR1) {
            require(region_count < MOST_REGIONS, "too many regions");
            step_through(&regions[region_count]);
            note_places(region_count++);
            signal = 0;
        } else if (signal == SIGTRAP) { /* it has started */
            ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_EXITKILL);
            signal = 0;
        }
        require(ptrace(PTRACE_CONT, child, NULL, signal) == 0, "the program does not go on");
    }
}

static struct row *find_row(const struct row *named)
{
    struct row *row = rows;
    while (row < rows + row_count &&
           (strcmp(row->channel, named->channel) != 0 || strcmp(row->operation, named->operation) != 0))
        row++;
    require(row < rows + MOST_ROWS, "too many rows");
    if (row == rows + row_count) {
        *row = *named;
        row_count++;
    }
    return row;
}

/* The program's lines and the regions, in the same order; the first is the empty one. */
static void add_up(void)
{
    struct row found = {.region = 0};
    rewind(stdin);
    for (; scanf(" %63[^\t] %63[^\t] %ld", found.channel, found.operation, &found.messages) == 3; found.region++) {
        require(found.region < region_count, "a line without a region");
        if (found.region == 0)
            continue;
        struct row *row = find_row(&found);
        if (regions[found.region].of[INSTRUCTION] < regions[row->region].of[INSTRUCTION])
            row->region = found.region;
    }
    require(row_count > 0 && found.region == region_count, "a region without a line");
}

static void write_rows(void)
{
    for (const struct row *row = rows; row < rows + row_count; row++) {
        const struct counts *counts = &regions[row->region];
        printf("%s\t%s", row->channel, row->operation);
        for (int kind = 0; kind < KINDS; kind++)
            printf("\t%.3f", (double)(counts->of[kind] - regions[0].of[kind]) / (double)row->messages);
        printf("\t%.3f\n", (double)counts->allocations / (double)row->messages);
    }
}

/* The system call that ends a region is in the empty one too, at the same place. */
static void write_places(FILE *output)
{
    for (const struct row *row = rows; row < rows + row_count; row++) {
        for (const struct place *place = places[row->region]; place != NULL; place = place->next) {
            if (place->address_in_file != places[0]->address_in_file)
                fprintf(output, "%s\t%s\t%s\t%s\t0x%" PRIx64 "\t%" PRIu64 "\n", row->channel, row->operation,
                        place->what, place->path, place->address_in_file, place->executed);
        }
    }
}

int main(int count, char **arguments)
{
    require(count >= 4, "usage: counter ALLOCATORS PLACES PROGRAM [ARGUMENT]...");
    read_allocators(arguments[1]);
    run(arguments + 3);
    add_up();
    write_rows();
    FILE *output = fopen(arguments[2], "w");
    require(output != NULL, "the places cannot be written");
    write_places(output);
    return fclose(output) != 0;
}
#endif
