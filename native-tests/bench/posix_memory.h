// Zeroed POSIX shared memory, for the floor.
#pragma once

#include "harness.h"

#include <fcntl.h>
#include <sys/mman.h>

namespace bench
{

class PosixMemory
{
public:
    PosixMemory(const std::string &name, std::size_t size, bool host) : name_("/" + name), size_(size), host_(host)
    {
        const int fd = shm_open(name_.c_str(), host ? O_RDWR | O_CREAT | O_EXCL : O_RDWR, 0600);
        if (fd < 0)
            fail_errno("shm_open");
        if (host && posix_fallocate(fd, 0, static_cast<off_t>(size)) != 0)
            fail("posix_fallocate: no space in /dev/shm");
        void *memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
        if (memory == MAP_FAILED)
            fail_errno("mmap");
        data_ = static_cast<unsigned char *>(memory);
        close(fd);
    }

    PosixMemory(const PosixMemory &) = delete;
    PosixMemory &operator=(const PosixMemory &) = delete;

    ~PosixMemory()
    {
        munmap(data_, size_);
        if (host_)
            shm_unlink(name_.c_str());
    }

    unsigned char *data() const { return data_; }

    static void remove(const std::string &name) { shm_unlink(("/" + name).c_str()); }

private:
    std::string name_;
    std::size_t size_;
    bool host_;
    unsigned char *data_;
};

} // namespace bench
