// Boost.Interprocess message_queue: a mutex, two condition variables and a heap of messages in shared memory.
#include "../measures.h"

#include <boost/interprocess/ipc/message_queue.hpp>

namespace
{

namespace ipc = boost::interprocess;

class Queue
{
public:
    explicit Queue(const bench::Channel &channel) : name_(channel.name), host_(channel.host)
    {
        if (host_)
            queue_ = std::make_unique<ipc::message_queue>(ipc::create_only, name_.c_str(), channel.slots, channel.size);
        else
            queue_ = std::make_unique<ipc::message_queue>(ipc::open_only, name_.c_str());
    }

    ~Queue()
    {
        if (host_)
            ipc::message_queue::remove(name_.c_str());
    }

    void start() {}

    bool try_send(const void *message, std::size_t size) { return queue_->try_send(message, size, 0); }

    bool try_receive(void *message, std::size_t size)
    {
        ipc::message_queue::size_type received;
        unsigned priority;
        return queue_->try_receive(message, size, received, priority);
    }

    void wait(void *message, std::size_t size)
    {
        ipc::message_queue::size_type received;
        unsigned priority;
        queue_->receive(message, size, received, priority);
    }

private:
    std::string name_;
    bool host_;
    std::unique_ptr<ipc::message_queue> queue_;
};

struct Boost : bench::Transport {
    static constexpr bool shares_senders = true;
    using Sender = Queue;
    using Receiver = Queue;
    static void clean(const std::string &channel) { ipc::message_queue::remove(channel.c_str()); }
};

} // namespace

int main(int argc, char **argv)
{
    try {
        return bench::run<Boost>(argc, argv);
    } catch (const ipc::interprocess_exception &exception) {
        bench::fail(exception.what());
    }
}
