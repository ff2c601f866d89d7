/* What the test programs have in common: a check says where it failed, and the program goes on to the next one. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>

static int check_failures;

#define CHECK(condition)                                                                                               \
    ((condition) ? (void)0                                                                                             \
                 : (void)(check_failures++, fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition)))

#define CHECK_EQUAL(actual, expected)                                                                                  \
    check_equal(__FILE__, __LINE__, #actual, (long long)(actual), (long long)(expected))

static inline void check_equal(const char *file, int line, const char *what, long long actual, long long expected)
{
    if (actual == expected)
        return;
    check_failures++;
    fprintf(stderr, "%s:%d: %s is %lld, not %lld\n", file, line, what, actual, expected);
}

/* Ends a program that cannot go on. */
#define REQUIRE(condition)                                                                                             \
    ((condition) ? (void)0 : (fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition), exit(1)))

#endif
