// nng over ipc: push and pull. Its own threads do the transfer, so callers sleep. Its publishers drop messages, so
// fan-out is one socket for each receiver.
#include "../measures.h"

#include <nng/nng.h>
#include <nng/protocol/pipeline0/pull.h>
#include <nng/protocol/pipeline0/push.h>

namespace
{

class Socket
{
public:
    Socket(const bench::Channel &channel, bool sends)
    {
        require(sends ? nng_push0_open(&socket_) : nng_pull0_open(&socket_));
        require(nng_socket_set_size(socket_, NNG_OPT_RECVMAXSZ, 0));
        const std::string address = "abstract://" + channel.name;
        require(channel.host ? nng_listen(socket_, address.c_str(), nullptr, 0)
                             : nng_dial(socket_, address.c_str(), nullptr, 0));
    }

    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;

    ~Socket() { nng_close(socket_); }

    void start() {}

    bool try_send(const void *message, std::size_t size)
    {
        require(nng_send(socket_, const_cast<void *>(message), size, 0)); // only copied
        return true;
    }

    bool try_receive(void *message, std::size_t size) { return receive(message, size, NNG_FLAG_NONBLOCK); }

    void wait(void *message, std::size_t size) { receive(message, size, 0); }

private:
    bool receive(void *message, std::size_t size, int flags)
    {
        const int result = nng_recv(socket_, message, &size, flags);
        if (result == NNG_EAGAIN)
            return false;
        require(result);
        return true;
    }

    static void require(int result)
    {
        if (result != 0)
            bench::fail(std::string("nng: ") + nng_strerror(result));
    }

    nng_socket socket_;
};

struct Nng : bench::Transport {
    static constexpr bool polls = false;
    static constexpr bool shares_senders = true;
    struct Sender : Socket {
        explicit Sender(const bench::Channel &channel) : Socket(channel, true) {}
    };
    struct Receiver : Socket {
        explicit Receiver(const bench::Channel &channel) : Socket(channel, false) {}
    };
    static void clean(const std::string &) {} // abstract addresses end with their sockets
};

} // namespace

int main(int argc, char **argv)
{
    return bench::run<Nng>(argc, argv);
}
