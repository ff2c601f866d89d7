/*
 * What the conformance peers in C and C++ have in common: words of a command, the bytes of a message, the tally of what
 * was received. The commands and their answers are those of ShmNative.TestHost's verb "channel"; a status is printed as
 * #NUMBER.
 */
#ifndef CONFORMANCE_TRAFFIC_H
#define CONFORMANCE_TRAFFIC_H

#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <shmnative.h>

/* ---- commands: words; flags, and NAME=VALUE */

enum { MOST_WORDS = 24 };

struct words {
    int count;
    char *word[MOST_WORDS];
};

/* Takes the line apart; the words point into it. */
static inline struct words split(char *line)
{
    struct words words = {0, {NULL}};
    char *rest = NULL;
    for (char *word = strtok_r(line, " \n", &rest); word != NULL && words.count < MOST_WORDS;
         word = strtok_r(NULL, " \n", &rest))
        words.word[words.count++] = word;
    return words;
}

static inline const char *option_text(const struct words *words, const char *name)
{
    size_t length = strlen(name);
    for (int i = 0; i < words->count; i++) {
        if (strncmp(words->word[i], name, length) == 0 && words->word[i][length] == '=')
            return words->word[i] + length + 1;
    }
    return NULL;
}

static inline long long option_number(const struct words *words, const char *name, long long otherwise)
{
    const char *text = option_text(words, name);
    return text != NULL ? strtoll(text, NULL, 10) : otherwise;
}

static inline bool option_has(const struct words *words, const char *flag)
{
    for (int i = 0; i < words->count; i++) {
        if (strcmp(words->word[i], flag) == 0)
            return true;
    }
    return false;
}

/* timeout=MILLISECONDS; 0 polls; nothing waits for ever. In nanoseconds. */
static inline int64_t option_timeout(const struct words *words)
{
    long long milliseconds = option_number(words, "timeout", -1);
    return milliseconds < 0 ? SHM_INFINITE : (int64_t)milliseconds * 1000000;
}

/* Polling, or finite timeouts one after the other: whether to try again, after others could run. "once": the first
 * answer counts. */
static inline bool option_retry(const struct words *words, int status)
{
    sched_yield();
    return !option_has(words, "once") && option_timeout(words) != SHM_INFINITE &&
           (status == SHM_FULL || status == SHM_EMPTY || status == SHM_TIMEOUT);
}

/* One line of output, whole. */
__attribute__((format(printf, 2, 3))) static inline void answer(const char *end, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    flockfile(stdout);
    printf("%s ", end);
    vprintf(format, arguments);
    printf("\n");
    fflush(stdout);
    funlockfile(stdout);
    va_end(arguments);
}

/* Before exit, which flushes without the lock: a thread's answer that is just being written would be written twice. */
static inline void finish_answers(void)
{
    flockfile(stdout);
}

/* ---- messages: bytes that follow from a sender's number and a message's */

enum { SEQUENCE_BITS = 24 };

static inline uint32_t tag_of(uint32_t sender, uint32_t sequence)
{
    return sender << SEQUENCE_BITS | sequence;
}

static inline uint64_t next_word(uint64_t word)
{
    word ^= word << 13;
    word ^= word >> 7;
    word ^= word << 17;
    return word + UINT64_C(0x9E3779B97F4A7C15);
}

static inline void fill(void *payload, size_t size, uint32_t tag)
{
    unsigned char *bytes = (unsigned char *)payload;
    uint64_t word = next_word(tag * UINT64_C(0x9E3779B97F4A7C15));
    for (; size >= sizeof word; size -= sizeof word, bytes += sizeof word, word = next_word(word))
        memcpy(bytes, &word, sizeof word);
    memcpy(bytes, &word, size);
}

static inline bool holds(const void *payload, size_t size, uint32_t tag)
{
    const unsigned char *bytes = (const unsigned char *)payload;
    uint64_t word = next_word(tag * UINT64_C(0x9E3779B97F4A7C15));
    for (; size >= sizeof word; size -= sizeof word, bytes += sizeof word, word = next_word(word)) {
        if (memcmp(bytes, &word, sizeof word) != 0)
            return false;
    }
    return memcmp(bytes, &word, size) == 0;
}

/* ---- what was received: bad are messages with a wrong byte or out of their sender's order */

struct tally {
    bool counts; /* the messages carry no tags: they are counted */
    bool known[256];
    uint32_t last[256];
    long long count, gaps, bad, lapped, again;
    uint32_t first;
    uint64_t sum;
};

static inline void tally_add(struct tally *tally, const void *payload, size_t length, uint32_t tag)
{
    if (tally->counts)
        tag = tag_of(0, (uint32_t)tally->count);
    uint32_t sender = tag >> SEQUENCE_BITS, sequence = tag & ((1u << SEQUENCE_BITS) - 1);
    if (tally->count == 0)
        tally->first = sequence;
    if (!holds(payload, length, tag) || (tally->known[sender] && sequence <= tally->last[sender]))
        tally->bad++;
    if (tally->known[sender])
        tally->gaps += (long long)sequence - tally->last[sender] - 1;
    tally->known[sender] = true;
    tally->last[sender] = sequence;
    tally->sum += tag;
    tally->count++;
}

static inline void tally_answer(const struct tally *tally, const char *end, unsigned long long lost, int status)
{
    answer(end, "count=%lld first=%u gaps=%lld bad=%lld lost=%llu lapped=%lld again=%lld sum=%llu status=#%d",
           tally->count, tally->first, tally->gaps, tally->bad, lost, tally->lapped, tally->again,
           (unsigned long long)tally->sum, status);
}

#endif
