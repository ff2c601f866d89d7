/*
 * shmnative/senders.hpp - the ends of channels that send; a part of shmnative.hpp.
 */
#ifndef SHMNATIVE_SENDERS_HPP
#define SHMNATIVE_SENDERS_HPP

#include "channel_types.hpp"

#include <memory>
#include <string_view>

namespace shm
{

template <class T>
class sender;

namespace detail
{

/** Numbers the claims of a sender. Shared: a sender may be moved, or gone, when its claim ends. */
struct claim_count {
    std::uint64_t made = 0;
    std::uint64_t done = 0;
};

/** A claimed slot. */
class claim_base
{
public:
    claim_base() noexcept = default;
    claim_base(claim_base &&other) noexcept { *this = std::move(other); }
    claim_base &operator=(claim_base &&other) noexcept
    {
        if (this != &other) {
            try_abort();
            sender_ = std::exchange(other.sender_, nullptr);
            count_ = std::move(other.count_);
            number_ = other.number_;
            data_ = other.data_;
            capacity_ = other.capacity_;
        }
        return *this;
    }
    claim_base(const claim_base &) = delete;
    claim_base &operator=(const claim_base &) = delete;
    ~claim_base() { try_abort(); }

    explicit operator bool() const noexcept { return sender_ != nullptr; }

    /** Gives it up, with all that its sender claimed and did not commit. */
    void try_abort() noexcept
    {
        shm_sender *const sender = std::exchange(sender_, nullptr);
        if (sender != nullptr && number_ > count_->done && shm_sender_abort(sender) == 0)
            count_->done = count_->made;
    }

protected:
    /** Claims are committed in their order: only the oldest can be now. */
    int try_commit_bytes(std::size_t length, std::uint32_t tag) noexcept
    {
        if (sender_ == nullptr || number_ <= count_->done)
            return SHM_NO_CLAIM;
        if (number_ != count_->done + 1)
            return SHM_INVALID_ARGUMENT;
        const int status = shm_sender_commit(sender_, length, tag);
        if (status == 0) {
            count_->done++;
            sender_ = nullptr;
        }
        return status;
    }

    void check_commit(int status) const
    {
        // The two that the library does not know of have no message there.
        if (status == SHM_NO_CLAIM || status == SHM_INVALID_ARGUMENT)
            throw error(status, "claims are committed once, and in their order");
        check(status);
    }

    void *data_ = nullptr;
    std::size_t capacity_ = 0;

private:
    template <class>
    friend class shm::sender;

    shm_sender *sender_ = nullptr;
    std::shared_ptr<claim_count> count_;
    std::uint64_t number_ = 0;
};

} // namespace detail

/**
 * A message of type T that is written in place. What is destroyed without a commit is aborted, with all claims of its
 * sender. The memory is there as long as the sender is open.
 */
template <class T = void>
class claim : public detail::claim_base
{
public:
    /** The message in shared memory; what it holds is old. */
    T &operator*() const noexcept { return *static_cast<T *>(data_); }
    T *operator->() const noexcept { return static_cast<T *>(data_); }

    /** Makes it visible. SHM_INVALID_ARGUMENT while an older claim is outstanding. */
    int try_commit(std::uint32_t tag = 0) noexcept { return try_commit_bytes(sizeof(T), tag); }
    void commit(std::uint32_t tag = 0) { check_commit(try_commit(tag)); }
};

/** A message of any bytes that is written in place. */
template <>
class claim<void> : public detail::claim_base
{
public:
    void *data() const noexcept { return data_; }
    std::size_t capacity() const noexcept { return capacity_; }
#ifdef __cpp_lib_span
    std::span<std::byte> bytes() const noexcept
    {
        return {static_cast<std::byte *>(data_), capacity_};
    }
#endif

    int try_commit(std::size_t length, std::uint32_t tag = 0) noexcept
    {
        return try_commit_bytes(length, tag);
    }
    void commit(std::size_t length, std::uint32_t tag = 0)
    {
        check_commit(try_commit(length, tag));
    }
};

/**
 * An end that sends messages of any bytes. The plain calls wait as long as it takes; the try_ calls wait for the time
 * given, at first not at all.
 */
template <>
class sender<void> : public detail::channel_end<shm_sender, shm_sender_cancel, shm_sender_info, shm_sender_close>
{
public:
    int try_send(const void *data, std::size_t length, std::int64_t timeout_ns = 0, std::uint32_t tag = 0) noexcept
    {
        return shm_sender_send(handle_, data, length, tag, timeout_ns);
    }
    void send(const void *data, std::size_t length, std::uint32_t tag = 0)
    {
        check(try_send(data, length, SHM_INFINITE, tag));
    }
    void send(std::string_view text, std::uint32_t tag = 0) { send(text.data(), text.size(), tag); }
#ifdef __cpp_lib_span
    int try_send(std::span<const std::byte> bytes, std::int64_t timeout_ns = 0, std::uint32_t tag = 0) noexcept
    {
        return try_send(bytes.data(), bytes.size(), timeout_ns, tag);
    }
    void send(std::span<const std::byte> bytes, std::uint32_t tag = 0)
    {
        send(bytes.data(), bytes.size(), tag);
    }
#endif

    int try_claim(shm::claim<> &result, std::int64_t timeout_ns = 0) noexcept
    {
        return claim_into(result, timeout_ns);
    }
    shm::claim<> claim()
    {
        shm::claim<> result;
        check(try_claim(result, SHM_INFINITE));
        return result;
    }

    /** Says that nothing more comes, from nobody. */
    int try_end() noexcept
    {
        return shm_sender_end(handle_);
    }
    void end()
    {
        check(try_end());
    }

protected:
    using opener = int (*)(const char *, const shm_channel_options *, const shm_endpoint_options *, shm_sender **);

    template <class T>
    int open(opener open_end, const char *address, const channel_options &creation, const endpoint_options &endpoint)
    {
        const shm_channel_options shape = detail::to_c(creation);
        const detail::endpoint_arguments<T> arguments(endpoint);
        auto count = std::make_shared<detail::claim_count>();
        shm_sender *handle = nullptr;
        const int status = open_end(address, &shape, arguments.get(), &handle);
        if (status == 0) {
            adopt(handle);
            count_ = std::move(count);
        }
        return status;
    }

    int claim_into(detail::claim_base &result, std::int64_t timeout_ns) noexcept
    {
        result.try_abort();
        void *data = nullptr;
        std::size_t capacity = 0;
        const int status = shm_sender_claim(handle_, &data, &capacity, timeout_ns);
        if (status < 0)
            return status;
        result.sender_ = handle_;
        result.count_ = count_;
        result.number_ = ++count_->made;
        result.data_ = data;
        result.capacity_ = capacity;
        return status;
    }

private:
    std::shared_ptr<detail::claim_count> count_;
};

/** An end that sends messages of type T. */
template <class T>
class sender : private sender<void>
{
public:
    using bytes = sender<void>;
    using bytes::cancel;
    using bytes::close;
    using bytes::end;
    using bytes::get;
    using bytes::info;
    using bytes::try_cancel;
    using bytes::try_close;
    using bytes::try_end;
    using bytes::operator bool;

    int try_send(const T &message, std::int64_t timeout_ns = 0, std::uint32_t tag = 0) noexcept
    {
        return bytes::try_send(&message, sizeof message, timeout_ns, tag);
    }
    void send(const T &message, std::uint32_t tag = 0) { check(try_send(message, SHM_INFINITE, tag)); }

    /** As many messages as there is room for; it waits for room for the first one only. How many, or a refusal. */
    int try_send_many(const T *messages, std::size_t count, std::int64_t timeout_ns = 0) noexcept
    {
        return shm_sender_send_many(get(), messages, sizeof(T), count, timeout_ns);
    }
    /** All of them. */
    void send_many(const T *messages, std::size_t count)
    {
        for (std::size_t sent = 0; sent < count;)
            sent += static_cast<std::size_t>(check(try_send_many(messages + sent, count - sent, SHM_INFINITE)));
    }
#ifdef __cpp_lib_span
    int try_send_many(std::span<const T> messages, std::int64_t timeout_ns = 0) noexcept
    {
        return try_send_many(messages.data(), messages.size(), timeout_ns);
    }
    void send_many(std::span<const T> messages)
    {
        send_many(messages.data(), messages.size());
    }
#endif

    int try_claim(shm::claim<T> &result, std::int64_t timeout_ns = 0) noexcept
    {
        return this->claim_into(result, timeout_ns);
    }
    shm::claim<T> claim()
    {
        shm::claim<T> result;
        check(try_claim(result, SHM_INFINITE));
        return result;
    }

protected:
    using bytes::open;
    using bytes::opener;
};

namespace detail
{

/** A sender of a certain kind of channel. */
template <class T, int (*Open)(const char *, const shm_channel_options *, const shm_endpoint_options *, shm_sender **)>
class opened_sender : public sender<T>
{
public:
    opened_sender() noexcept = default;
    explicit opened_sender(const std::string &address, const channel_options &creation = {},
                           const endpoint_options &endpoint = {})
    {
        check(try_open(address.c_str(), creation, endpoint, *this));
    }

    static int try_open(const char *address, const channel_options &creation, const endpoint_options &endpoint,
                        opened_sender &result)
    {
        return result.template open<T>(Open, address, creation, endpoint);
    }
};

} // namespace detail

/** Publishes to a topic: shm_topic_open_publisher. */
template <class T = void>
using publisher = detail::opened_sender<T, shm_topic_open_publisher>;

/** Puts messages into a queue: shm_queue_open_producer. */
template <class T = void>
using producer = detail::opened_sender<T, shm_queue_open_producer>;

/** Writes a value: shm_value_open_writer. */
template <class T = void>
using value_writer = detail::opened_sender<T, shm_value_open_writer>;

} // namespace shm

#endif
