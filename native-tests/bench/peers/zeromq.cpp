// ZeroMQ over ipc: PUSH and PULL, for fan-out XPUB and SUB. Its own threads do the transfer, so callers sleep.
#include "../measures.h"

#include <zmq.h>

namespace
{

class Socket
{
public:
    Socket(const bench::Channel &channel, bool sends, bool shared)
        : receivers_(shared && sends ? channel.receivers : 0), context_(zmq_ctx_new())
    {
        socket_ = zmq_socket(context_, shared ? (sends ? ZMQ_XPUB : ZMQ_SUB) : (sends ? ZMQ_PUSH : ZMQ_PULL));
        const int yes = 1;
        if (shared && sends) { // a publisher that waits rather than drop, and hears of every subscriber
            require(zmq_setsockopt(socket_, ZMQ_XPUB_NODROP, &yes, sizeof yes));
            require(zmq_setsockopt(socket_, ZMQ_XPUB_VERBOSE, &yes, sizeof yes));
        }
        if (shared && !sends)
            require(zmq_setsockopt(socket_, ZMQ_SUBSCRIBE, "", 0));
        const std::string address = "ipc://@" + channel.name; // abstract: leaves no file
        require(channel.host ? zmq_bind(socket_, address.c_str()) : zmq_connect(socket_, address.c_str()));
    }

    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;

    ~Socket()
    {
        const int linger = 0;
        zmq_setsockopt(socket_, ZMQ_LINGER, &linger, sizeof linger);
        zmq_close(socket_);
        zmq_ctx_term(context_);
    }

    void start()
    {
        unsigned char subscription;
        for (unsigned i = 0; i < receivers_; i++)
            require(zmq_recv(socket_, &subscription, 1, 0));
    }

    bool try_send(const void *message, std::size_t size)
    {
        require(zmq_send(socket_, message, size, 0));
        return true;
    }

    bool try_receive(void *message, std::size_t size)
    {
        const int received = zmq_recv(socket_, message, size, ZMQ_DONTWAIT);
        if (received < 0 && zmq_errno() == EAGAIN)
            return false;
        require(received);
        return true;
    }

    void wait(void *message, std::size_t size) { require(zmq_recv(socket_, message, size, 0)); }

private:
    static void require(int result)
    {
        if (result < 0)
            bench::fail(std::string("zmq: ") + zmq_strerror(zmq_errno()));
    }

    unsigned receivers_;
    void *context_;
    void *socket_;
};

template <bool shared>
struct ZeroMq : bench::Transport {
    static constexpr bool polls = false;
    static constexpr bool shares_senders = true;
    static constexpr bool shares_receivers = shared;
    static constexpr bool attaches = false;

    struct Sender : Socket {
        explicit Sender(const bench::Channel &channel) : Socket(channel, true, shared) {}
    };
    struct Receiver : Socket {
        explicit Receiver(const bench::Channel &channel) : Socket(channel, false, shared) {}
    };
    static void clean(const std::string &) {} // abstract addresses end with their sockets
};

} // namespace

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (std::strcmp(argv[i], "measure=fan-out") == 0)
            return bench::run<ZeroMq<true>>(argc, argv);
    return bench::run<ZeroMq<false>>(argc, argv);
}
