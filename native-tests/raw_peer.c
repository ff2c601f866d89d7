/*
 * raw_peer MODE PATH PROJECT [FILE]: a peer that knows ftok, shmget, shmat and the table of the demo's fields, and
 * nothing of the library or its headers.
 *
 *     write, write-packed   create 1024 bytes, write the message, say "ready", remove them at the end of standard input
 *     load FILE             the same with the bytes of a file
 *     read, read-packed     print the message
 *     dump                  print the bytes
 */
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

enum { SIZE = 1024, FIELDS = 10 };

/* title, numerator, '/', denominator, '=', '=', quotient, newline, newline, goodbye */
static const size_t natural[FIELDS] = {0, 20, 24, 28, 32, 33, 40, 48, 49, 50};
static const size_t packed[FIELDS] = {0, 19, 23, 24, 28, 29, 30, 38, 39, 40};

static void write_message(char *segment, const size_t *at)
{
    const int numerator = 22, denominator = 7;
    const double quotient = 22 / 7.0;
    memcpy(segment + at[0], "PI is defined as: ", 19);
    memcpy(segment + at[1], &numerator, sizeof numerator);
    segment[at[2]] = '/';
    memcpy(segment + at[3], &denominator, sizeof denominator);
    segment[at[4]] = '=';
    segment[at[5]] = '=';
    memcpy(segment + at[6], &quotient, sizeof quotient);
    segment[at[7]] = '\n';
    segment[at[8]] = '\n';
    memcpy(segment + at[9], "goodbye", 8);
}

static void read_message(const char *segment, const size_t *at)
{
    int numerator, denominator;
    double quotient;
    memcpy(&numerator, segment + at[1], sizeof numerator);
    memcpy(&denominator, segment + at[3], sizeof denominator);
    memcpy(&quotient, segment + at[6], sizeof quotient);
    printf("%s%d%c%d%c%c%g%c%c%s\n", segment + at[0], numerator, segment[at[2]], denominator, segment[at[4]],
           segment[at[5]], quotient, segment[at[7]], segment[at[8]], segment + at[9]);
}

static int serve(key_t key, const size_t *at, const char *file)
{
    const int id = shmget(key, SIZE, IPC_CREAT | IPC_EXCL | 0600);
    char *segment = id < 0 ? NULL : shmat(id, NULL, 0);
    if (id < 0 || segment == (char *)-1)
        return perror("shmget"), 1;

    FILE *bytes = file ? fopen(file, "rb") : NULL;
    const int loaded = bytes && fread(segment, 1, SIZE, bytes) == SIZE;
    if (bytes)
        fclose(bytes);
    else
        write_message(segment, at);

    puts("ready");
    fflush(stdout);
    while (getchar() != EOF)
        continue;
    shmdt(segment);
    shmctl(id, IPC_RMID, NULL);
    return file && !loaded;
}

static int look(key_t key, const size_t *at)
{
    const int id = shmget(key, SIZE, 0);
    const char *segment = id < 0 ? NULL : shmat(id, NULL, SHM_RDONLY);
    if (id < 0 || segment == (const char *)-1)
        return perror("shmget"), 1;
    if (at)
        read_message(segment, at);
    else
        fwrite(segment, 1, SIZE, stdout);
    return 0;
}

int main(int count, char **argument)
{
    int project;
    if (count < 4 || sscanf(argument[3], "%d", &project) != 1)
        return fprintf(stderr, "usage: %s MODE PATH PROJECT [FILE]\n", argument[0]), 2;
    const char *mode = argument[1];
    const size_t *at = strstr(mode, "packed") ? packed : natural;
    const key_t key = ftok(argument[2], project);
    if (strncmp(mode, "write", 5) == 0)
        return serve(key, at, NULL);
    if (strcmp(mode, "load") == 0 && count == 5)
        return serve(key, at, argument[4]);
    return look(key, strcmp(mode, "dump") == 0 ? NULL : at);
}
