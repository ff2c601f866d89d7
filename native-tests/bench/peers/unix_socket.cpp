// Unix sockets, unix(7), at abstract addresses: SOCKET_TYPE is SOCK_STREAM or SOCK_SEQPACKET.
#include "byte_stream.h"

#include <cstddef>
#include <sys/socket.h>
#include <sys/un.h>

namespace
{

class Socket
{
public:
    explicit Socket(const bench::Channel &channel)
        : host_(channel.host), flags_(channel.blocking ? 0 : MSG_DONTWAIT), size_(channel.size)
    {
        fd_ = socket(AF_UNIX, SOCKET_TYPE, 0);
        if (fd_ < 0)
            bench::fail_errno("socket");
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::size_t length = std::min(channel.name.size(), sizeof address.sun_path - 1);
        std::memcpy(address.sun_path + 1, channel.name.data(), length);
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
        const auto *raw = reinterpret_cast<const sockaddr *>(&address);
        if (host_ && (bind(fd_, raw, size) != 0 || listen(fd_, 4096) != 0))
            bench::fail_errno("bind");
        if (!host_ && connect(fd_, raw, size) != 0)
            bench::fail_errno("connect");
        if (!host_)
            widen();
    }

    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;

    ~Socket() { close(fd_); }

    void start()
    {
        if (!host_)
            return;
        const int connection = accept(fd_, nullptr, nullptr);
        if (connection < 0)
            bench::fail_errno("accept");
        close(fd_);
        fd_ = connection;
        widen();
    }

    bool try_send(const void *message, std::size_t size)
    {
        return bench::move_all(size, false, "send", [&](std::size_t done) {
            const ssize_t sent =
                send(fd_, static_cast<const char *>(message) + done, size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent < 0 && errno == EMSGSIZE)
                bench::unsupported("the host's limit for a packet (net.core.wmem_max) is lower");
            return sent;
        });
    }

    bool try_receive(void *message, std::size_t size) { return take(message, size, false); }

    void wait(void *message, std::size_t size) { take(message, size, true); }

private:
    bool take(void *message, std::size_t size, bool blocking)
    {
        return bench::move_all(size, blocking, "recv", [&](std::size_t done) {
            return recv(fd_, static_cast<char *>(message) + done, size - done, flags_);
        });
    }

    void widen() const
    {
        const int wanted = static_cast<int>(std::max<std::size_t>(4 * size_, 1 << 18));
        setsockopt(fd_, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof wanted);
    }

    bool host_;
    int flags_;
    std::size_t size_;
    int fd_;
};

struct UnixSocket : bench::Transport {
    static constexpr bool in_kernel = true;
    using Sender = Socket;
    using Receiver = Socket;
    static void clean(const std::string &) {} // abstract addresses end with their sockets
};

} // namespace

int main(int argc, char **argv)
{
    return bench::run<UnixSocket>(argc, argv);
}
