/*
 * shmnative/receivers.hpp - the ends of channels that senders wait for; a part of shmnative.hpp.
 */
#ifndef SHMNATIVE_RECEIVERS_HPP
#define SHMNATIVE_RECEIVERS_HPP

#include "channel_types.hpp"

#include <algorithm>
#include <climits>
#include <vector>

namespace shm
{

template <class T>
class receiver;

namespace detail
{

/** A message in its slot, given back when it is destroyed, in any order. */
class message_base
{
public:
    message_base() noexcept = default;
    message_base(message_base &&other) noexcept { *this = std::move(other); }
    message_base &operator=(message_base &&other) noexcept
    {
        if (this != &other) {
            release();
            receiver_ = std::exchange(other.receiver_, nullptr);
            message_ = other.message_;
        }
        return *this;
    }
    message_base(const message_base &) = delete;
    message_base &operator=(const message_base &) = delete;
    ~message_base() { release(); }

    explicit operator bool() const noexcept { return receiver_ != nullptr; }
    std::uint32_t tag() const noexcept { return message_.tag; }
    /** Queue: whether another consumer had taken it, and died. */
    bool is_redelivered() const noexcept { return (message_.flags & SHM_MESSAGE_REDELIVERED) != 0; }

    /** Gives the slot back now. */
    void release() noexcept
    {
        if (receiver_ != nullptr)
            shm_receiver_release_message(std::exchange(receiver_, nullptr), &message_);
    }

protected:
    shm_message message_{};

private:
    template <class>
    friend class shm::receiver;

    shm_receiver *receiver_ = nullptr;
};

} // namespace detail

/** A message of type T where it is: check what it says before it is used, and do not look twice. */
template <class T = void>
class message : public detail::message_base
{
public:
    const T &operator*() const noexcept { return *static_cast<const T *>(message_.data); }
    const T *operator->() const noexcept { return static_cast<const T *>(message_.data); }
};

/** A message of any bytes where it is. */
template <>
class message<void> : public detail::message_base
{
public:
    const void *data() const noexcept { return message_.data; }
    std::size_t size() const noexcept { return message_.length; }
#ifdef __cpp_lib_span
    std::span<const std::byte> bytes() const noexcept
    {
        return {static_cast<const std::byte *>(message_.data), message_.length};
    }
#endif
};

/**
 * An end that receives messages of any bytes. The plain calls wait as long as it takes, and return nothing at the end
 * of the stream; the try_ calls wait for the time given, at first not at all.
 */
template <>
class receiver<void>
    : public detail::channel_end<shm_receiver, shm_receiver_cancel, shm_receiver_info, shm_receiver_close>
{
public:
    /** Copies a message out; details, if given, say what it was. SHM_TOO_LARGE: it was cut. */
    int try_receive(void *buffer, std::size_t size, std::int64_t timeout_ns = 0,
                    shm_message *details = nullptr) noexcept
    {
        return shm_receiver_receive(handle_, buffer, size, details, timeout_ns);
    }
    std::optional<std::vector<std::byte>> receive()
    {
        const message<> taken = take();
        if (!taken)
            return std::nullopt;
        const auto *const start = static_cast<const std::byte *>(taken.data());
        return std::vector<std::byte>(start, start + taken.size());
    }

    /** Takes a message, to read it in place. */
    int try_take(message<> &result, std::int64_t timeout_ns = 0) noexcept { return take_into(result, timeout_ns); }
    /** One that is false: the end of the stream. */
    message<> take()
    {
        message<> result;
        if (const int status = try_take(result, SHM_INFINITE); status != SHM_CLOSED)
            check(status);
        return result;
    }

protected:
    using opener = int (*)(const char *, const shm_endpoint_options *, shm_receiver **);

    template <class T>
    int open(opener open_end, const char *address, const endpoint_options &endpoint) noexcept
    {
        const detail::endpoint_arguments<T> arguments(endpoint);
        shm_receiver *handle = nullptr;
        const int status = open_end(address, arguments.get(), &handle);
        if (status == 0)
            adopt(handle);
        return status;
    }

    int take_into(detail::message_base &result, std::int64_t timeout_ns) noexcept
    {
        shm_message taken;
        const int status = shm_receiver_take(handle_, &taken, timeout_ns);
        if (status < 0)
            return status;
        result.release();
        result.message_ = taken;
        result.receiver_ = handle_;
        return status;
    }
};

/** An end that receives messages of type T. A message of another size is SHM_CORRUPT, and is passed. */
template <class T>
class receiver : private receiver<void>
{
public:
    using bytes = receiver<void>;
    using bytes::cancel;
    using bytes::close;
    using bytes::get;
    using bytes::info;
    using bytes::try_cancel;
    using bytes::try_close;
    using bytes::operator bool;

    int try_receive(T &result, std::int64_t timeout_ns = 0, shm_message *details = nullptr) noexcept
    {
        if (std::exchange(passed_, false))
            return SHM_CORRUPT;
        shm_message found;
        T copy{};
        const int status = bytes::try_receive(&copy, sizeof copy, timeout_ns, &found);
        if (status == SHM_TOO_LARGE || (status == 0 && found.length != sizeof copy))
            return SHM_CORRUPT;
        if (status == 0) {
            result = copy;
            if (details != nullptr)
                *details = found;
        }
        return status;
    }
    std::optional<T> receive()
    {
        T result{};
        const int status = try_receive(result, SHM_INFINITE);
        if (status == SHM_CLOSED)
            return std::nullopt;
        detail::check_message(status);
        return result;
    }

    /** As many messages as are there; it waits for the first one only. How many, or a refusal. */
    int try_receive_many(T *messages, std::size_t count, std::int64_t timeout_ns = 0) noexcept
    {
        if (std::exchange(passed_, false))
            return SHM_CORRUPT;
        count = std::min<std::size_t>(count, INT_MAX);
        std::size_t kept = 0;
        int batch = 0;
        do {
            shm_message details[64];
            const std::size_t room = std::min(count - kept, sizeof details / sizeof *details);
            T *const next = messages + kept;
            batch = shm_receiver_receive_many(get(), next, sizeof(T), details, room, kept == 0 ? timeout_ns : 0);
            for (int i = 0; i < batch; i++) {
                if (details[i].length != sizeof(T))
                    passed_ = true;
                else if (T *const place = messages + kept++; place != next + i)
                    *place = next[i];
            }
        } while (batch > 0 && kept < count && !passed_);
        if (kept > 0 || count == 0)
            return static_cast<int>(kept);
        return std::exchange(passed_, false) ? SHM_CORRUPT : batch;
    }
    /** At least one message, unless the stream has ended: then none. */
    std::size_t receive_many(T *messages, std::size_t count)
    {
        const int status = try_receive_many(messages, count, SHM_INFINITE);
        if (status == SHM_CLOSED)
            return 0;
        if (status < 0)
            detail::check_message(status);
        return static_cast<std::size_t>(status);
    }
#ifdef __cpp_lib_span
    int try_receive_many(std::span<T> messages, std::int64_t timeout_ns = 0) noexcept
    {
        return try_receive_many(messages.data(), messages.size(), timeout_ns);
    }
    std::span<T> receive_many(std::span<T> messages)
    {
        return messages.first(receive_many(messages.data(), messages.size()));
    }
#endif

    /** Takes a message, to read it in place. */
    int try_take(message<T> &result, std::int64_t timeout_ns = 0) noexcept
    {
        const int status = this->take_into(result, timeout_ns);
        if (status < 0 || result.message_.length == sizeof(T))
            return status;
        result.release();
        return SHM_CORRUPT;
    }
    /** One that is false: the end of the stream. */
    message<T> take()
    {
        message<T> result;
        if (const int status = try_take(result, SHM_INFINITE); status != SHM_CLOSED)
            detail::check_message(status);
        return result;
    }

protected:
    using bytes::open;
    using bytes::opener;

private:
    bool passed_ = false; // a message of another size behind others of a batch: the next call says so
};

namespace detail
{

/** A receiver of a certain kind of channel. */
template <class T, int (*Open)(const char *, const shm_endpoint_options *, shm_receiver **)>
class opened_receiver : public receiver<T>
{
public:
    opened_receiver() noexcept = default;
    explicit opened_receiver(const std::string &address, const endpoint_options &endpoint = {})
    {
        check(try_open(address.c_str(), endpoint, *this));
    }

    static int try_open(const char *address, const endpoint_options &endpoint, opened_receiver &result) noexcept
    {
        return result.template open<T>(Open, address, endpoint);
    }
};

} // namespace detail

/** Subscribes to a topic reliably: shm_topic_open_subscriber. */
template <class T = void>
using subscriber = detail::opened_receiver<T, shm_topic_open_subscriber>;

/** Takes messages of a queue: shm_queue_open_consumer. */
template <class T = void>
using consumer = detail::opened_receiver<T, shm_queue_open_consumer>;

} // namespace shm

#endif
