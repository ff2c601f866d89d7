/*
 * shmnative/readers.hpp - the ends of channels that copy and that nobody waits for; a part of shmnative.hpp.
 */
#ifndef SHMNATIVE_READERS_HPP
#define SHMNATIVE_READERS_HPP

#include <vector>

#include "messages.hpp"

namespace shm
{

template <class T>
class reader;

/**
 * An end that reads messages of any bytes. The plain calls pass over what was missed, and return nothing at the end of
 * the stream.
 */
template <>
class reader<void> : public detail::owner<shm_reader, shm_reader_close>
{
public:
    /** Ends the wait that this end is in, or else its next one. From any thread, as long as this object stays. */
    [[nodiscard]] int try_cancel() noexcept { return shm_reader_cancel(handle_); }
    void cancel() { check(try_cancel()); }

    /** What the channel is and how it is doing. */
    [[nodiscard]] shm_channel_info info() const
    {
        shm_channel_info result = SHM_CHANNEL_INFO_INIT;
        check(shm_reader_info(handle_, &result));
        return result;
    }

    /** A descriptor for poll(2), epoll(7), select(2) and event loops; see "Waiting on many" in shmnative.h. */
    [[nodiscard]] int poll_fd() const { return check(shm_reader_poll_fd(handle_)); }

    /** Copies the next message of a topic, or a value's newest if it was not read yet. SHM_TOO_LARGE: it was cut. */
    [[nodiscard]] int try_receive(void *buffer, std::size_t size, timeout wait = no_wait,
                                  shm_message *details = nullptr) noexcept
    {
        return shm_reader_receive(handle_, buffer, size, details, wait.nanoseconds());
    }
    [[nodiscard]] std::optional<std::vector<std::byte>> receive()
    {
        std::vector<std::byte> buffer(capacity_);
        shm_message details;
        int status;
        do
            status = try_receive(buffer.data(), buffer.size(), forever, &details);
        while (status == SHM_LAPPED);
        if (status == SHM_CLOSED)
            return std::nullopt;
        check(status);
        buffer.resize(details.length);
        return buffer;
    }

    /** Copies a value's newest message, also when it was read before. */
    [[nodiscard]] int try_get(void *buffer, std::size_t size, shm_message *details = nullptr) noexcept
    {
        return shm_reader_get(handle_, buffer, size, details);
    }
    /** Nothing: nothing was ever written. */
    [[nodiscard]] std::optional<std::vector<std::byte>> get_newest()
    {
        std::vector<std::byte> buffer(capacity_);
        shm_message details;
        const int status = try_get(buffer.data(), buffer.size(), &details);
        if (status == SHM_EMPTY || status == SHM_CLOSED)
            return std::nullopt;
        check(status);
        buffer.resize(details.length);
        return buffer;
    }

    /** Messages of a topic that were overwritten before this end read them. */
    [[nodiscard]] std::uint64_t lost() const
    {
        std::uint64_t number = 0;
        check(shm_reader_lost(handle_, &number));
        return number;
    }

    /** What it receives up to the end of the stream. */
    [[nodiscard]] auto begin()
    {
        return detail::stream_iterator<reader, std::optional<std::vector<std::byte>>, &reader::receive>(*this);
    }
    [[nodiscard]] static constexpr detail::end_of_stream end() noexcept { return {}; }

protected:
    using opener = int (*)(const char *, const shm_endpoint_options *, shm_reader **);

    template <class T>
    int open(opener open_end, const char *address, const endpoint_options &endpoint) noexcept
    {
        const detail::endpoint_arguments<T> arguments(endpoint);
        shm_reader *handle = nullptr;
        const int status = open_end(address, arguments.get(), &handle);
        if (status != 0)
            return status;
        adopt(handle);
        shm_channel_info found = SHM_CHANNEL_INFO_INIT;
        if (shm_reader_info(handle, &found) == 0)
            capacity_ = found.capacity;
        return status;
    }

private:
    std::size_t capacity_ = 0;
};

/** An end that reads messages of type T. A message of another size is SHM_CORRUPT, and is passed. */
template <class T>
class reader : private reader<void>
{
public:
    using bytes = reader<void>;
    using bytes::cancel;
    using bytes::close;
    using bytes::end;
    using bytes::info;
    using bytes::lost;
    using bytes::native_handle;
    using bytes::poll_fd;
    using bytes::try_cancel;
    using bytes::try_close;
    using bytes::operator bool;

    [[nodiscard]] int try_receive(T &result, timeout wait = no_wait, shm_message *details = nullptr) noexcept
    {
        shm_message found;
        T copy{};
        return take_over(result, details, copy, found, bytes::try_receive(&copy, sizeof copy, wait, &found));
    }
    [[nodiscard]] std::optional<T> receive()
    {
        T result{};
        int status;
        do
            status = try_receive(result, forever);
        while (status == SHM_LAPPED);
        if (status == SHM_CLOSED)
            return std::nullopt;
        detail::check_message(status);
        return result;
    }

    [[nodiscard]] int try_get(T &result, shm_message *details = nullptr) noexcept
    {
        shm_message found;
        T copy{};
        return take_over(result, details, copy, found, bytes::try_get(&copy, sizeof copy, &found));
    }
    /** Nothing: nothing was ever written. */
    [[nodiscard]] std::optional<T> get_newest()
    {
        T result{};
        const int status = try_get(result);
        if (status == SHM_EMPTY || status == SHM_CLOSED)
            return std::nullopt;
        detail::check_message(status);
        return result;
    }

    /** What it receives up to the end of the stream. */
    [[nodiscard]] auto begin() { return detail::stream_iterator<reader, std::optional<T>, &reader::receive>(*this); }

protected:
    using bytes::open;
    using bytes::opener;

private:
    static int take_over(T &result, shm_message *details, const T &copy, const shm_message &found, int status) noexcept
    {
        if (status == SHM_TOO_LARGE || (status == 0 && found.length != sizeof copy))
            return SHM_CORRUPT;
        if (status == 0) {
            result = copy;
            if (details != nullptr)
                *details = found;
        }
        return status;
    }
};

namespace detail
{

/** A reader of a certain kind of channel. */
template <class T, int (*Open)(const char *, const shm_endpoint_options *, shm_reader **)>
class opened_reader : public reader<T>
{
public:
    opened_reader() noexcept = default;
    explicit opened_reader(const std::string &address, const endpoint_options &endpoint = {})
    {
        check(try_open(address.c_str(), endpoint, *this));
    }

    [[nodiscard]] static int try_open(const char *address, const endpoint_options &endpoint,
                                      opened_reader &result) noexcept
    {
        return result.template open<T>(Open, address, endpoint);
    }
};

} // namespace detail

/** Subscribes to a topic without holding its publishers: shm_topic_open_lossy_subscriber. */
template <class T = void>
using lossy_subscriber = detail::opened_reader<T, shm_topic_open_lossy_subscriber>;

/** Looks at a topic: shm_topic_open_observer. */
template <class T = void>
using topic_observer = detail::opened_reader<T, shm_topic_open_observer>;

/** Reads a value: shm_value_open_reader. */
template <class T = void>
using value_reader = detail::opened_reader<T, shm_value_open_reader>;

/** Looks at a value: shm_value_open_observer. */
template <class T = void>
using value_observer = detail::opened_reader<T, shm_value_open_observer>;

} // namespace shm

#endif
