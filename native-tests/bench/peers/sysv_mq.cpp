// System V message queues, msgget(2).
#include "../measures.h"

#include <functional>
#include <sys/msg.h>

namespace
{

key_t key_of(const std::string &name)
{
    return static_cast<key_t>(std::hash<std::string>()(name) & 0x7fffffff) | 1;
}

class Queue
{
public:
    explicit Queue(const bench::Channel &channel)
        : host_(channel.host), flags_(channel.blocking ? 0 : IPC_NOWAIT), buffer_(sizeof(long) + channel.size)
    {
        msginfo limits{};
        msgctl(0, IPC_INFO, reinterpret_cast<msqid_ds *>(&limits));
        if (channel.size > static_cast<std::size_t>(limits.msgmax))
            bench::unsupported("the host's limit for a message (kernel.msgmax) is lower");
        id_ = msgget(key_of(channel.name), host_ ? IPC_CREAT | IPC_EXCL | 0600 : 0);
        if (id_ < 0)
            bench::fail_errno("msgget");
        const long type = 1;
        std::memcpy(buffer_.data(), &type, sizeof type);
    }

    Queue(const Queue &) = delete;
    Queue &operator=(const Queue &) = delete;

    ~Queue()
    {
        if (host_)
            msgctl(id_, IPC_RMID, nullptr);
    }

    void start() {}

    bool try_send(const void *message, std::size_t size)
    {
        std::memcpy(buffer_.data() + sizeof(long), message, size);
        if (msgsnd(id_, buffer_.data(), size, flags_) == 0)
            return true;
        if (errno != EAGAIN)
            bench::fail_errno("msgsnd");
        return false;
    }

    bool try_receive(void *message, std::size_t size)
    {
        if (msgrcv(id_, buffer_.data(), size, 0, flags_) >= 0) {
            std::memcpy(message, buffer_.data() + sizeof(long), size);
            return true;
        }
        if (errno != ENOMSG)
            bench::fail_errno("msgrcv");
        return false;
    }

    void wait(void *message, std::size_t size) { try_receive(message, size); }

private:
    bool host_;
    int id_;
    int flags_;
    std::vector<unsigned char> buffer_;
};

struct SysvMq : bench::Transport {
    static constexpr bool shares_senders = true;
    static constexpr bool in_kernel = true;
    using Sender = Queue;
    using Receiver = Queue;
    static void clean(const std::string &channel)
    {
        const int id = msgget(key_of(channel), 0);
        if (id >= 0)
            msgctl(id, IPC_RMID, nullptr);
    }
};

} // namespace

int main(int argc, char **argv)
{
    return bench::run<SysvMq>(argc, argv);
}
