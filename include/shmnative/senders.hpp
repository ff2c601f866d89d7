/*
 * shmnative/senders.hpp - the ends of channels that send; a part of shmnative.hpp.
 */
#ifndef SHMNATIVE_SENDERS_HPP
#define SHMNATIVE_SENDERS_HPP

#include <string_view>

#include "end_states.hpp"

namespace shm
{

template <class T>
class sender;

namespace detail
{

/** A claimed slot. */
class claim_base
{
public:
    claim_base() noexcept = default;
    claim_base(claim_base &&other) noexcept { *this = std::move(other); }
    claim_base &operator=(claim_base &&other) noexcept
    {
        if (this != &other) {
            abort();
            state_ = std::exchange(other.state_, nullptr);
            number_ = other.number_;
            data_ = other.data_;
            capacity_ = other.capacity_;
        }
        return *this;
    }
    claim_base(const claim_base &) = delete;
    claim_base &operator=(const claim_base &) = delete;
    ~claim_base() { abort(); }

    [[nodiscard]] explicit operator bool() const noexcept { return state_ != nullptr; }

    /** Gives it up, with all that its sender claimed and did not commit. */
    void abort() noexcept
    {
        if (state_ != nullptr)
            std::exchange(state_, nullptr)->abort(number_);
    }

protected:
    /** Claims are committed in their order: only the oldest can be now. */
    int try_commit_bytes(std::size_t length, tag number) noexcept
    {
        if (state_ == nullptr)
            return SHM_NO_CLAIM;
        const int status = state_->commit(number_, length, number.value);
        if (status == 0 || status == SHM_NO_CLAIM) // given up with an older one
            state_ = nullptr;
        return status;
    }

    static void check_commit(int status)
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

    sender_state *state_ = nullptr;
    std::uint64_t number_ = 0;
};

using sender_owner = state_owner<sender_state, shm_sender, shm_sender_cancel, shm_sender_info, shm_sender_poll_fd>;

} // namespace detail

/**
 * A message of type T that is written in place. What is destroyed without a commit is aborted, with all claims of its
 * sender. It ends before its sender does.
 */
template <class T = void>
class [[nodiscard]] claim : public detail::claim_base
{
public:
    /** The message in shared memory; what it holds is old. */
    [[nodiscard]] T &operator*() const noexcept { return *static_cast<T *>(data_); }
    [[nodiscard]] T *operator->() const noexcept { return static_cast<T *>(data_); }

    /** Makes it visible. SHM_INVALID_ARGUMENT while an older claim is outstanding. */
    [[nodiscard]] int try_commit(tag number = {}) noexcept { return try_commit_bytes(sizeof(T), number); }
    void commit(tag number = {}) { check_commit(try_commit(number)); }
};

/** A message of any bytes that is written in place. */
template <>
class [[nodiscard]] claim<void> : public detail::claim_base
{
public:
    [[nodiscard]] void *data() const noexcept { return data_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
#ifdef __cpp_lib_span
    [[nodiscard]] std::span<std::byte> bytes() const noexcept
    {
        return {static_cast<std::byte *>(data_), capacity_};
    }
#endif

    [[nodiscard]] int try_commit(std::size_t length, tag number = {}) noexcept
    {
        return try_commit_bytes(length, number);
    }
    void commit(std::size_t length, tag number = {})
    {
        check_commit(try_commit(length, number));
    }
};

/** An end that sends messages of any bytes. */
template <>
class sender<void> : public detail::sender_owner
{
public:
    [[nodiscard]] int try_send(const void *data, std::size_t length, timeout wait = no_wait, tag number = {}) noexcept
    {
        return state().send(data, length, number.value, wait.nanoseconds());
    }
    void send(const void *data, std::size_t length, tag number = {}) { check(try_send(data, length, forever, number)); }

    [[nodiscard]] int try_send(std::string_view text, timeout wait = no_wait, tag number = {}) noexcept
    {
        return try_send(text.data(), text.size(), wait, number);
    }
    void send(std::string_view text, tag number = {}) { send(text.data(), text.size(), number); }
#ifdef __cpp_lib_span
    [[nodiscard]] int try_send(std::span<const std::byte> bytes, timeout wait = no_wait, tag number = {}) noexcept
    {
        return try_send(bytes.data(), bytes.size(), wait, number);
    }
    void send(std::span<const std::byte> bytes, tag number = {})
    {
        send(bytes.data(), bytes.size(), number);
    }
#endif

    /** As many messages of one size as there is room for; it waits for room for the first one only. How many, or a
     * refusal. */
    [[nodiscard]] int try_send_many(const void *messages, std::size_t size, std::size_t count,
                                    timeout wait = no_wait) noexcept
    {
        return state().send_many(messages, size, count, wait.nanoseconds());
    }

    [[nodiscard]] int try_claim(shm::claim<> &result, timeout wait = no_wait) noexcept
    {
        return claim_into(result, wait);
    }
    [[nodiscard]] shm::claim<> claim()
    {
        shm::claim<> result;
        check(try_claim(result, forever));
        return result;
    }

    /** Says that nothing more comes, from nobody. */
    [[nodiscard]] int try_end() noexcept
    {
        const int status = state().take_back();
        return status != 0 ? status : shm_sender_end(state().handle());
    }
    void end()
    {
        check(try_end());
    }

protected:
    using opener = int (*)(const char *, const shm_channel_options *, const shm_endpoint_options *, shm_sender **);

    template <class T>
    int open(opener open_end, const char *address, const channel_options &creation,
             const endpoint_options &endpoint) noexcept
    {
        const shm_channel_options shape = detail::to_c(creation);
        const detail::endpoint_arguments<T> arguments(endpoint);
        return open_by([&](shm_sender **handle) { return open_end(address, &shape, arguments.get(), handle); });
    }

    int claim_into(detail::claim_base &result, timeout wait) noexcept
    {
        result.abort();
        const int status = state().claim(&result.data_, &result.capacity_, wait.nanoseconds());
        if (status == 0) {
            result.state_ = &state();
            result.number_ = state().claims();
        }
        return status;
    }
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
    using bytes::info;
    using bytes::native_handle;
    using bytes::poll_fd;
    using bytes::try_cancel;
    using bytes::try_close;
    using bytes::try_end;
    using bytes::operator bool;

    [[nodiscard]] int try_send(const T &message, timeout wait = no_wait, tag number = {}) noexcept
    {
        return bytes::try_send(&message, sizeof message, wait, number);
    }
    void send(const T &message, tag number = {}) { check(try_send(message, forever, number)); }

    /** As many messages as there is room for; it waits for room for the first one only. How many, or a refusal. */
    [[nodiscard]] int try_send_many(const T *messages, std::size_t count, timeout wait = no_wait) noexcept
    {
        return bytes::try_send_many(messages, sizeof(T), count, wait);
    }
    /** All of them. */
    void send_many(const T *messages, std::size_t count)
    {
        for (std::size_t sent = 0; sent < count;)
            sent += static_cast<std::size_t>(check(try_send_many(messages + sent, count - sent, forever)));
    }
#ifdef __cpp_lib_span
    [[nodiscard]] int try_send_many(std::span<const T> messages, timeout wait = no_wait) noexcept
    {
        return try_send_many(messages.data(), messages.size(), wait);
    }
    void send_many(std::span<const T> messages)
    {
        send_many(messages.data(), messages.size());
    }
#endif

    [[nodiscard]] int try_claim(shm::claim<T> &result, timeout wait = no_wait) noexcept
    {
        return this->claim_into(result, wait);
    }
    [[nodiscard]] shm::claim<T> claim()
    {
        shm::claim<T> result;
        check(try_claim(result, forever));
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

    [[nodiscard]] static int try_open(const char *address, const channel_options &creation,
                                      const endpoint_options &endpoint, opened_sender &result) noexcept
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
