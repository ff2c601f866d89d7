/*
 * startup RUNS PROGRAM... -- PROGRAM...: runs two commands in turn, each from fork to wait, and compares them: not a
 * test, a measurement. Both lose their output to /dev/null and have to end with 0.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double run(char **command)
{
    const double start = milliseconds();
    const pid_t child = fork();
    if (child == 0) {
        const int null = open("/dev/null", O_WRONLY);
        if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0)
            execv(command[0], command);
        _exit(127);
    }
    int status = -1;
    if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0) {
        fprintf(stderr, "startup: %s did not end with 0\n", command[0]);
        exit(1);
    }
    return milliseconds() - start;
}

static int ascending(const void *left, const void *right)
{
    const double difference = *(const double *)left - *(const double *)right;
    return difference < 0 ? -1 : difference > 0;
}

int main(int count, char **argument)
{
    const int runs = count > 1 ? atoi(argument[1]) : 0;
    int middle = 2;
    while (middle < count && strcmp(argument[middle], "--") != 0)
        middle++;
    if (runs < 1 || middle < 3 || middle + 1 >= count)
        return fprintf(stderr, "usage: startup RUNS PROGRAM... -- PROGRAM...\n"), 2;
    argument[middle] = NULL;
    char **command[2] = {argument + 2, argument + middle + 1};

    double *times[2] = {calloc((size_t)runs, sizeof(double)), calloc((size_t)runs, sizeof(double))};
    if (times[0] == NULL || times[1] == NULL)
        return 1;
    for (int i = 0; i < 2 * runs; i++)
        times[i % 2][i / 2] = run(command[i % 2]);
    for (int i = 0; i < 2; i++) {
        qsort(times[i], (size_t)runs, sizeof(double), ascending);
        printf("%-40s p50 %.2f ms  p99 %.2f ms  least %.2f ms\n", command[i][0], times[i][runs / 2],
               times[i][runs * 99 / 100], times[i][0]);
    }
    printf("ratio of p50: %.2f\n", times[0][runs / 2] / times[1][runs / 2]);
    free(times[0]);
    free(times[1]);
    return 0;
}
