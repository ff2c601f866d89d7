/*
 * shmnative_layout.h - the bytes that programs share, for those that speak them with the library or without it.
 *
 * Numbers are in the byte order of the machine. Sizes and offsets never change within a layout version.
 */

#ifndef SHMNATIVE_LAYOUT_H
#define SHMNATIVE_LAYOUT_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

/** Version of the bytes in channels; it moves on its own. */
#define SHM_LAYOUT_VERSION 1

/** Size in bytes of the demo's segment. */
#define SHM_DEMO_SIZE 1024

/** The demo's address. */
#define SHM_DEMO_ADDRESS "sysv:/tmp#83"

/** Bytes of a field's name, with its NUL. */
#define SHM_FIELD_NAME_SIZE 40

/** The type of a field. Numbers are in the byte order of the machine. */
enum shm_field_type {
    SHM_TYPE_CHAR = 1,    /**< One byte shown as a character. */
    SHM_TYPE_INT8 = 2,    /**< Signed 8-bit integer. */
    SHM_TYPE_UINT8 = 3,   /**< Unsigned 8-bit integer. */
    SHM_TYPE_INT16 = 4,   /**< Signed 16-bit integer. */
    SHM_TYPE_UINT16 = 5,  /**< Unsigned 16-bit integer. */
    SHM_TYPE_INT32 = 6,   /**< Signed 32-bit integer; int in specifications. */
    SHM_TYPE_UINT32 = 7,  /**< Unsigned 32-bit integer. */
    SHM_TYPE_INT64 = 8,   /**< Signed 64-bit integer. */
    SHM_TYPE_UINT64 = 9,  /**< Unsigned 64-bit integer. */
    SHM_TYPE_FLOAT = 10,  /**< IEEE 754 single precision. */
    SHM_TYPE_DOUBLE = 11, /**< IEEE 754 double precision. */
    SHM_TYPE_STRING = 12, /**< UTF-8 text that ends with a NUL; the field's size counts the NUL. */
    SHM_TYPE_BYTES = 13,  /**< Bytes as they are. */
};

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

/** A field: a typed value at an offset of a segment or of a channel's payload. */
typedef struct shm_field {
    uint32_t type;      /**< A shm_field_type. */
    uint32_t alignment; /**< Alignment in bytes: a power of two; 1 where packed. */
    uint64_t offset;    /**< Distance in bytes from the start of the segment or payload. */
    uint64_t size;      /**< Size in bytes, a string's NUL included. */
    char name[40];      /**< Name, NUL-terminated UTF-8; may be empty. */
} shm_field;

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

static_assert(sizeof(shm_field) == 64, "shm_field: size");
static_assert(offsetof(shm_field, type) == 0, "shm_field.type: offset");
static_assert(offsetof(shm_field, alignment) == 4, "shm_field.alignment: offset");
static_assert(offsetof(shm_field, offset) == 8, "shm_field.offset: offset");
static_assert(offsetof(shm_field, size) == 16, "shm_field.size: offset");
static_assert(offsetof(shm_field, name) == 24, "shm_field.name: offset");

#endif
