// POSIX message queues, mq_overview(7). The host's limits allow few and small messages; more needs privileges.
#include "../measures.h"

#include <mqueue.h>

namespace
{

class Queue
{
public:
    explicit Queue(const bench::Channel &channel) : name_("/" + channel.name), host_(channel.host)
    {
        mq_attr attributes{};
        attributes.mq_maxmsg = 8;
        attributes.mq_msgsize = static_cast<long>(channel.size);
        const int blocking = channel.blocking ? 0 : O_NONBLOCK;
        queue_ = host_ ? mq_open(name_.c_str(), O_RDWR | O_CREAT | O_EXCL | blocking, 0600, &attributes)
                       : mq_open(name_.c_str(), O_RDWR | blocking);
        if (queue_ < 0 && (errno == EINVAL || errno == EMFILE || errno == ENOMEM || errno == ENOSPC))
            bench::unsupported("the host's limits for message queues are too low");
        if (queue_ < 0)
            bench::fail_errno("mq_open");
    }

    Queue(const Queue &) = delete;
    Queue &operator=(const Queue &) = delete;

    ~Queue()
    {
        mq_close(queue_);
        if (host_)
            mq_unlink(name_.c_str());
    }

    void start() {}

    bool try_send(const void *message, std::size_t size)
    {
        if (mq_send(queue_, static_cast<const char *>(message), size, 0) == 0)
            return true;
        if (errno != EAGAIN)
            bench::fail_errno("mq_send");
        return false;
    }

    bool try_receive(void *message, std::size_t size)
    {
        if (mq_receive(queue_, static_cast<char *>(message), size, nullptr) >= 0)
            return true;
        if (errno != EAGAIN)
            bench::fail_errno("mq_receive");
        return false;
    }

    void wait(void *message, std::size_t size) { try_receive(message, size); }

private:
    std::string name_;
    bool host_;
    mqd_t queue_;
};

struct PosixMq : bench::Transport {
    static constexpr bool shares_senders = true;
    static constexpr bool in_kernel = true;
    using Sender = Queue;
    using Receiver = Queue;
    static void clean(const std::string &channel) { mq_unlink(("/" + channel).c_str()); }
};

} // namespace

int main(int argc, char **argv)
{
    return bench::run<PosixMq>(argc, argv);
}
