// A named pipe, fifo(7).
#include "byte_stream.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace
{

std::string path_of(const std::string &channel)
{
    return "/tmp/" + channel;
}

class End
{
public:
    explicit End(const bench::Channel &channel) : path_(path_of(channel.name)), host_(channel.host)
    {
        if (host_ && mkfifo(path_.c_str(), 0600) != 0)
            bench::fail_errno("mkfifo");
        // Both ways, so that opening does not wait for the other side.
        fd_ = open(path_.c_str(), channel.blocking ? O_RDWR : O_RDWR | O_NONBLOCK);
        if (fd_ < 0)
            bench::fail_errno("open");
        if (host_ && channel.size > 4096)
            fcntl(fd_, F_SETPIPE_SZ, 1 << 20);
    }

    End(const End &) = delete;
    End &operator=(const End &) = delete;

    ~End()
    {
        close(fd_);
        if (host_)
            unlink(path_.c_str());
    }

    void start() {}

    bool try_send(const void *message, std::size_t size)
    {
        return bench::move_all(size, false, "write", [&](std::size_t done) {
            return write(fd_, static_cast<const char *>(message) + done, size - done);
        });
    }

    bool try_receive(void *message, std::size_t size) { return take(message, size, false); }

    void wait(void *message, std::size_t size) { take(message, size, true); }

private:
    bool take(void *message, std::size_t size, bool blocking)
    {
        return bench::move_all(size, blocking, "read", [&](std::size_t done) {
            return read(fd_, static_cast<char *>(message) + done, size - done);
        });
    }

    std::string path_;
    bool host_;
    int fd_;
};

struct Pipe : bench::Transport {
    static constexpr bool in_kernel = true;
    using Sender = End;
    using Receiver = End;
    static void clean(const std::string &channel) { unlink(path_of(channel).c_str()); }
};

} // namespace

int main(int argc, char **argv)
{
    return bench::run<Pipe>(argc, argv);
}
