/*
 * The collector keeps the table of its regions in a reservation of its own, which it makes accessible from the front as
 * the heap grows; a last page that is not full it forgets, so that the heap's last regions end in SIGSEGV. Everything
 * is linked with --wrap=mmap64, which leads its reservations here: that page is accessible at once.
 */
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

void *__real_mmap64(void *address, size_t length, int protection, int flags, int descriptor, off_t offset);
void *__wrap_mmap64(void *address, size_t length, int protection, int flags, int descriptor, off_t offset);

void *__wrap_mmap64(void *address, size_t length, int protection, int flags, int descriptor, off_t offset)
{
    char *start = __real_mmap64(address, length, protection, flags, descriptor, offset);
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), rest = length % page;
    if ((void *)start != MAP_FAILED && protection == PROT_NONE && rest != 0 &&
        mprotect(start + length - rest, rest, PROT_READ | PROT_WRITE) != 0) {
        munmap(start, length);
        return MAP_FAILED;
    }
    return start;
}
