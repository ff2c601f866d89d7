/*
 * startup RUNS PROGRAM... [-- PROGRAM...]: runs one or two commands in turn, each from fork to wait, and says how long
 * they took and how much memory was resident at most: not a test, a measurement. They lose their output to /dev/null
 * and have to end with 0.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double run(char **command, long *resident)
{
    const double start = milliseconds();
    const pid_t child = fork();
    if (child == 0) {
        const int null = open("/dev/null", O_WRONLY);
        if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0)
            execvp(command[0], command);
        _exit(127);
    }
    int status = -1;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0) {
        fprintf(stderr, "startup: %s did not end with 0\n", command[0]);
        exit(1);
    }
    const double elapsed = milliseconds() - start;
    if (usage.ru_maxrss > *resident)
        *resident = usage.ru_maxrss;
    return elapsed;
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
    const int commands = middle < count ? 2 : 1;
    if (runs < 1 || middle < 3 || middle + 1 == count)
        return fprintf(stderr, "usage: startup RUNS PROGRAM... [-- PROGRAM...]\n"), 2;
    argument[middle] = NULL;
    char **command[2] = {argument + 2, argument + middle + 1};

    double *times[2] = {calloc((size_t)runs, sizeof(double)), calloc((size_t)runs, sizeof(double))};
    long resident[2] = {0, 0};
    if (times[0] == NULL || times[1] == NULL)
        return 1;
    for (int i = 0; i < commands * runs; i++)
        times[i % commands][i / commands] = run(command[i % commands], &resident[i % commands]);
    for (int i = 0; i < commands; i++) {
        qsort(times[i], (size_t)runs, sizeof(double), ascending);
        printf("%-40s p50 %.2f ms  p99 %.2f ms  least %.2f ms  resident %ld KiB\n", command[i][0], times[i][runs / 2],
               times[i][runs * 99 / 100], times[i][0], resident[i]);
    }
    if (commands == 2)
        printf("ratio of p50: %.2f\n", times[0][runs / 2] / times[1][runs / 2]);
    free(times[0]);
    free(times[1]);
    return 0;
}
