/* As much of the encoding of x86-64 as tells the instructions apart that are counted. */
#ifndef COUNTS_DECODE_H
#define COUNTS_DECODE_H

#include <stdint.h>

/* What is looked at: an instruction, and bytes behind it that make a check of each length needless. */
enum { LONGEST_INSTRUCTION = 15, CODE_BYTES = 24 };

/* All are instructions; the others are counted by themselves too. */
enum kind { INSTRUCTION, ATOMIC, FENCE, SYSTEM_CALL, KINDS };

static const char *const kind_names[] = {"instruction", "atomic", "fence", "system call"};

struct instruction {
    enum kind kind;
    int repeats;
};

static inline struct instruction decode(const unsigned char *bytes)
{
    int lock = 0, repeats = 0;
    const unsigned char *end = bytes + LONGEST_INSTRUCTION;
    for (; bytes < end; bytes++) {
        const unsigned prefix = *bytes;
        if (prefix == 0xF0)
            lock = 1;
        else if (prefix == 0xF2 || prefix == 0xF3)
            repeats = 1;
        else if (prefix != 0x66 && prefix != 0x67 && (prefix & 0xE7) != 0x26 && (prefix & 0xFE) != 0x64)
            break;
    }
    if ((*bytes & 0xF0) == 0x40) /* REX */
        bytes++;
    const unsigned opcode = bytes[0], second = bytes[1], digit = (second >> 3) & 7, in_register = second >> 6 == 3;
    enum kind kind = INSTRUCTION;
    if (opcode == 0x0F && second == 0x05)
        kind = SYSTEM_CALL;
    else if (opcode == 0x0F && second == 0xAE && bytes[2] == 0xF0 && !repeats)
        kind = FENCE; /* mfence */
    else if (lock)
        /* or with the byte 0, which compilers use as a fence because it changes nothing: the byte ends the instruction,
         * at the top of the stack after a displacement or none */
        kind = opcode == 0x83 && digit == 1 && second % 8 == 4 && bytes[2] == 0x24 && bytes[3 + (second >> 6 == 1)] == 0
                   ? FENCE
                   : ATOMIC;
    else if ((opcode == 0x86 || opcode == 0x87) && !in_register)
        kind = ATOMIC; /* xchg with memory locks by itself */
    return (struct instruction){kind, repeats};
}

#endif
