/*
 * shmnative/receivers.hpp - the ends of channels that senders wait for; a part of shmnative.hpp.
 */
#ifndef SHMNATIVE_RECEIVERS_HPP
#define SHMNATIVE_RECEIVERS_HPP

#include <algorithm>
#include <climits>
#include <vector>

#include "messages.hpp"

namespace shm
{

namespace detail
{

using receiver_owner =
    state_owner<receiver_state, shm_receiver, shm_receiver_cancel, shm_receiver_info, shm_receiver_poll_fd>;

} // namespace detail

/** An end that receives messages of any bytes. The plain calls return nothing at the end of the stream. */
template <>
class receiver<void> : public detail::receiver_owner
{
public:
    /** Copies a message out; details, if given, say what it was. SHM_TOO_LARGE: it was cut. */
    [[nodiscard]] int try_receive(void *buffer, std::size_t size, timeout wait = no_wait,
                                  shm_message *details = nullptr) noexcept
    {
        return state().receive(buffer, size, details, wait.nanoseconds());
    }
    [[nodiscard]] std::optional<std::vector<std::byte>> receive()
    {
        const message<> taken = take();
        if (!taken)
            return std::nullopt;
        const auto *const start = static_cast<const std::byte *>(taken.data());
        return std::vector<std::byte>(start, start + taken.size());
    }
#ifdef __cpp_lib_span
    [[nodiscard]] int try_receive(std::span<std::byte> buffer, timeout wait = no_wait,
                                  shm_message *details = nullptr) noexcept
    {
        return try_receive(buffer.data(), buffer.size(), wait, details);
    }
#endif

    /** Copies as many messages out as are there, each to a multiple of size; it waits for the first one only. How many,
     * or a refusal. */
    [[nodiscard]] int try_receive_many(void *buffer, std::size_t size, shm_message *details, std::size_t count,
                                       timeout wait = no_wait) noexcept
    {
        return state().receive_many(buffer, size, details, count, wait.nanoseconds());
    }

    /** Takes a message, to read it in place. */
    [[nodiscard]] int try_take(message<> &result, timeout wait = no_wait) noexcept
    {
        return take_into(result, wait);
    }
    /** One that is false: the end of the stream. */
    [[nodiscard]] message<> take()
    {
        message<> result;
        if (const int status = try_take(result, forever); status != SHM_CLOSED)
            check(status);
        return result;
    }

    /** Takes as many messages as are there; it waits for the first one only. How many, or a refusal. */
    [[nodiscard]] int try_take_many(message<> *results, std::size_t count, timeout wait = no_wait) noexcept
    {
        return take_many(*this, results, count, wait);
    }

    /** The messages up to the end of the stream, each where it is until the next one. */
    [[nodiscard]] auto begin()
    {
        return detail::stream_iterator<receiver, message<>, &receiver::take>(*this);
    }
    [[nodiscard]] static constexpr detail::end_of_stream end() noexcept
    {
        return {};
    }

protected:
    using opener = int (*)(const char *, const shm_endpoint_options *, shm_receiver **);

    template <class T>
    int open(opener open_end, const char *address, const endpoint_options &endpoint) noexcept
    {
        const detail::endpoint_arguments<T> arguments(endpoint);
        return open_by([&](shm_receiver **handle) { return open_end(address, arguments.get(), handle); });
    }

    int take_into(detail::message_base &result, timeout wait) noexcept
    {
        shm_message taken;
        const int status = state().take(&taken, wait.nanoseconds());
        if (status < 0)
            return status;
        result.release();
        result.message_ = taken;
        result.state_ = &state();
        return status;
    }

    template <class Receiver, class Message>
    static int take_many(Receiver &from, Message *results, std::size_t count, timeout wait) noexcept
    {
        count = std::min<std::size_t>(count, INT_MAX);
        std::size_t taken = 0;
        int status = 0;
        while (taken < count && (status = from.try_take(results[taken], taken == 0 ? wait : no_wait)) == 0)
            taken++;
        return taken > 0 ? static_cast<int>(taken) : status;
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
    using bytes::end;
    using bytes::info;
    using bytes::native_handle;
    using bytes::poll_fd;
    using bytes::try_cancel;
    using bytes::try_close;
    using bytes::operator bool;

    [[nodiscard]] int try_receive(T &result, timeout wait = no_wait, shm_message *details = nullptr) noexcept
    {
        if (std::exchange(passed_, false))
            return SHM_CORRUPT;
        shm_message found;
        T copy{};
        const int status = bytes::try_receive(&copy, sizeof copy, wait, &found);
        if (status == SHM_TOO_LARGE || (status == 0 && found.length != sizeof copy))
            return SHM_CORRUPT;
        if (status == 0) {
            result = copy;
            if (details != nullptr)
                *details = found;
        }
        return status;
    }
    [[nodiscard]] std::optional<T> receive()
    {
        T result{};
        const int status = try_receive(result, forever);
        if (status == SHM_CLOSED)
            return std::nullopt;
        detail::check_message(status);
        return result;
    }

    /** As many messages as are there; it waits for the first one only. How many, or a refusal. */
    [[nodiscard]] int try_receive_many(T *messages, std::size_t count, timeout wait = no_wait) noexcept
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
            batch = bytes::try_receive_many(next, sizeof(T), details, room, kept == 0 ? wait : no_wait);
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
    [[nodiscard]] std::size_t receive_many(T *messages, std::size_t count)
    {
        const int status = try_receive_many(messages, count, forever);
        if (status == SHM_CLOSED)
            return 0;
        detail::check_message(status);
        return static_cast<std::size_t>(status);
    }
#ifdef __cpp_lib_span
    [[nodiscard]] int try_receive_many(std::span<T> messages, timeout wait = no_wait) noexcept
    {
        return try_receive_many(messages.data(), messages.size(), wait);
    }
    /** The first ones, as many as were received. */
    [[nodiscard]] std::span<T> receive_many(std::span<T> messages)
    {
        return messages.first(receive_many(messages.data(), messages.size()));
    }
#endif

    /** Takes a message, to read it in place. */
    [[nodiscard]] int try_take(message<T> &result, timeout wait = no_wait) noexcept
    {
        const int status = this->take_into(result, wait);
        if (status < 0 || result.message_.length == sizeof(T))
            return status;
        result.release();
        return SHM_CORRUPT;
    }
    /** One that is false: the end of the stream. */
    [[nodiscard]] message<T> take()
    {
        message<T> result;
        if (const int status = try_take(result, forever); status != SHM_CLOSED)
            detail::check_message(status);
        return result;
    }

    /** Takes as many messages as are there; it waits for the first one only. How many, or a refusal. */
    [[nodiscard]] int try_take_many(message<T> *results, std::size_t count, timeout wait = no_wait) noexcept
    {
        return bytes::take_many(*this, results, count, wait);
    }

    /** The messages up to the end of the stream, each where it is until the next one. */
    [[nodiscard]] auto begin()
    {
        return detail::stream_iterator<receiver, message<T>, &receiver::take>(*this);
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

    [[nodiscard]] static int try_open(const char *address, const endpoint_options &endpoint,
                                      opened_receiver &result) noexcept
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
