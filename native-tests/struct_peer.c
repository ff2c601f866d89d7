/*
 * struct_peer check FILE | fill FILE: finds in the mapped file what the C# test put there, or puts there what the test
 * looks for. The structs are those of a header that was made from C#; sample_book is at 0, tight at 512, spread at 576.
 */
#include "sample.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "line %d: %s\n", __LINE__, #condition);                                                    \
            return 1;                                                                                                  \
        }                                                                                                              \
    } while (0)

static int check(const sample_book *book, const tight *packed, const spread *spaced)
{
    CHECK(strcmp(book->symbol, "SYMBOL") == 0);
    CHECK(book->raw[2] == 3 && book->shorts[1] == -2 && book->kind == '/');
    CHECK(book->id == UINT64_C(0x123456789abcdef) && book->mask == MASK_ALL);
    CHECK(book->levels[2].price == 2.5 && book->levels[2].amount == -7 && book->levels[2].side == SIDE_SELL);
    CHECK(book->samples[39] == 39.5F && book->default_ == -1 && book->ratio == 0.25F);
    CHECK(packed->value == 22 / 7.0 && packed->level.price == 1.5 && packed->end == 0xfffe);
    CHECK(spaced->first == 1 && spaced->middle.amount == 2 && spaced->last == 3);
    return 0;
}

static int fill(sample_book *book, tight *packed, spread *spaced)
{
    memcpy(book->symbol, "FROM C", 7);
    book->shorts[0] = -300;
    book->id = 17;
    book->mask = MASK_LOW;
    book->best.side = SIDE_BUY;
    book->levels[1].price = -1.5;
    book->samples[38] = 38.5F;
    book->ratio = 8;
    packed->value = 3.25;
    packed->end = 77;
    spaced->last = -5;
    return 0;
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    int file = open(argv[2], O_RDWR);
    CHECK(file >= 0);
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK(memory != MAP_FAILED);
    char *bytes = (char *)memory;
    sample_book *book = (sample_book *)memory;
    tight *packed = (tight *)(void *)(bytes + 512);
    spread *spaced = (spread *)(void *)(bytes + 576);

    CHECK(sizeof tight_fields / sizeof *tight_fields == 6);
    CHECK(tight_fields[2].type == SHM_TYPE_DOUBLE && tight_fields[2].offset == 9 &&
          strcmp(tight_fields[2].name, "level.price") == 0);
    return strcmp(argv[1], "check") == 0 ? check(book, packed, spaced) : fill(book, packed, spaced);
}
