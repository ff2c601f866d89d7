// iceoryx: publish-subscribe without copies, over pools of chunks that its daemon RouDi holds. Reliable: the publisher
// waits for a slow subscriber.
#include "../measures.h"

#include <iceoryx_hoofs/log/logmanager.hpp>
#include <iceoryx_posh/popo/untyped_publisher.hpp>
#include <iceoryx_posh/popo/untyped_subscriber.hpp>
#include <iceoryx_posh/popo/wait_set.hpp>
#include <iceoryx_posh/runtime/posh_runtime.hpp>

namespace
{

iox::capro::IdString_t text(const std::string &value)
{
    return iox::capro::IdString_t(iox::cxx::TruncateToCapacity, value.c_str());
}

iox::capro::ServiceDescription service(const bench::Channel &channel)
{
    return {"shm-bench", text(channel.name), "message"};
}

iox::popo::PublisherOptions patient_publisher()
{
    iox::popo::PublisherOptions options;
    options.subscriberTooSlowPolicy = iox::popo::ConsumerTooSlowPolicy::WAIT_FOR_CONSUMER;
    return options;
}

iox::popo::SubscriberOptions patient_subscriber()
{
    iox::popo::SubscriberOptions options;
    options.queueFullPolicy = iox::popo::QueueFullPolicy::BLOCK_PRODUCER;
    options.queueCapacity = 256;
    return options;
}

struct Iceoryx : bench::Transport {
    static constexpr bool shares_senders = true;
    static constexpr bool shares_receivers = true;
    static constexpr bool in_place = true;

    class Sender
    {
    public:
        explicit Sender(const bench::Channel &channel) : publisher_(service(channel), patient_publisher()) {}

        void start()
        {
            while (!publisher_.hasSubscribers())
                usleep(1000);
        }

        void *claim(std::size_t size)
        {
            void *payload = nullptr;
            publisher_.loan(static_cast<std::uint32_t>(size))
                .and_then([&](void *loaned) { payload = loaned; })
                .or_else([&](auto &error) {
                    if (error != iox::popo::AllocationError::RUNNING_OUT_OF_CHUNKS)
                        bench::fail("iceoryx: loan failed; RouDi needs a pool for this size");
                });
            return claimed_ = payload;
        }

        void commit(std::size_t) { publisher_.publish(claimed_); }

        bool try_send(const void *message, std::size_t size)
        {
            void *payload = claim(size);
            if (payload == nullptr)
                return false;
            std::memcpy(payload, message, size);
            commit(size);
            return true;
        }

    private:
        iox::popo::UntypedPublisher publisher_;
        void *claimed_ = nullptr;
    };

    class Receiver
    {
    public:
        explicit Receiver(const bench::Channel &channel) : subscriber_(service(channel), patient_subscriber())
        {
            if (channel.blocking)
                wait_set_.attachState(subscriber_, iox::popo::SubscriberState::HAS_DATA).or_else([](auto &) {
                    bench::fail("iceoryx: attachState failed");
                });
            if (!channel.host)
                start(); // its publisher is there already
        }

        void start()
        {
            while (subscriber_.getSubscriptionState() != iox::SubscribeState::SUBSCRIBED)
                usleep(1000);
        }

        const void *take()
        {
            const void *payload = nullptr;
            subscriber_.take().and_then([&](const void *taken) { payload = taken; }).or_else([](auto &error) {
                if (error != iox::popo::ChunkReceiveResult::NO_CHUNK_AVAILABLE)
                    bench::fail("iceoryx: take failed");
            });
            return taken_ = payload;
        }

        void release() { subscriber_.release(taken_); }

        bool try_receive(void *message, std::size_t size)
        {
            const void *payload = take();
            if (payload == nullptr)
                return false;
            std::memcpy(message, payload, size);
            release();
            return true;
        }

        void wait(void *message, std::size_t size)
        {
            while (!try_receive(message, size))
                wait_set_.wait();
        }

    private:
        iox::popo::UntypedSubscriber subscriber_;
        iox::popo::WaitSet<> wait_set_;
        const void *taken_ = nullptr;
    };

    // The memory is RouDi's; a killed process leaves its socket and its lock.
    static void clean(const std::string &channel)
    {
        for (const char *suffix : {"", ".lock"})
            unlink((iox::platform::IOX_LOCK_FILE_PATH_PREFIX + channel + suffix).c_str());
    }
};

} // namespace

int main(int argc, char **argv)
{
    const bench::Job job(argc, argv);
    if (job.measure == "memory" && job.count > iox::MAX_PUBLISHERS)
        bench::unsupported("it was built for at most " + std::to_string(iox::MAX_PUBLISHERS) + " publishers");
    if (job.measure != "clean") {
        iox::log::LogManager::GetLogManager().SetDefaultLogLevel(iox::log::LogLevel::kOff);
        const std::string name = job.name + "." + std::to_string(job.role); // as that of its channels: see clean
        iox::runtime::PoshRuntime::initRuntime(iox::RuntimeName_t(iox::cxx::TruncateToCapacity, name.c_str()));
    }
    return bench::run<Iceoryx>(argc, argv);
}
