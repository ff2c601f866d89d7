/*
 * demo_message.h - what shm-server and shm-client show when they are told nothing else.
 */

#ifndef DEMO_MESSAGE_H
#define DEMO_MESSAGE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

/** Size in bytes of the demo's segment. */
#define SHM_DEMO_SIZE 1024

/** The demo's address. */
#define SHM_DEMO_ADDRESS "sysv:/tmp#83"

/**
 * The demo's message in natural C alignment on LP64: what a C compiler makes of the same members. Bytes that
 * no member names are padding and stay zero.
 */
typedef struct shm_demo_message {
    char title[19];      /**< "PI is defined as: " with its NUL. */
    int32_t numerator;   /**< 22. */
    char slash;          /**< '/'. */
    int32_t denominator; /**< 7. */
    char equals1;        /**< '='. */
    char equals2;        /**< '='. */
    double quotient;     /**< 22/7.0, printed with %g: 3.14286. */
    char newline1;       /**< A newline. */
    char newline2;       /**< A newline. */
    char goodbye[8];     /**< "goodbye" with its NUL. */
} shm_demo_message;

/* The compiler places every member where the library expects it. */

static_assert(sizeof(shm_demo_message) == 64, "shm_demo_message: size");
static_assert(offsetof(shm_demo_message, title) == 0, "shm_demo_message.title: offset");
static_assert(offsetof(shm_demo_message, numerator) == 20, "shm_demo_message.numerator: offset");
static_assert(offsetof(shm_demo_message, slash) == 24, "shm_demo_message.slash: offset");
static_assert(offsetof(shm_demo_message, denominator) == 28, "shm_demo_message.denominator: offset");
static_assert(offsetof(shm_demo_message, equals1) == 32, "shm_demo_message.equals1: offset");
static_assert(offsetof(shm_demo_message, equals2) == 33, "shm_demo_message.equals2: offset");
static_assert(offsetof(shm_demo_message, quotient) == 40, "shm_demo_message.quotient: offset");
static_assert(offsetof(shm_demo_message, newline1) == 48, "shm_demo_message.newline1: offset");
static_assert(offsetof(shm_demo_message, newline2) == 49, "shm_demo_message.newline2: offset");
static_assert(offsetof(shm_demo_message, goodbye) == 50, "shm_demo_message.goodbye: offset");

#endif
