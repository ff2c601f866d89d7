/*
 * shmnative/handle.hpp - statuses as std::error_code, and handles that close themselves; a part of shmnative.hpp.
 */
#ifndef SHMNATIVE_HANDLE_HPP
#define SHMNATIVE_HANDLE_HPP

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#if __has_include(<span>)
#include <span>
#endif

#include "../shmnative.h"

namespace shm
{

namespace detail
{

class status_category : public std::error_category
{
public:
    const char *name() const noexcept override { return "shmnative"; }
    std::string message(int status) const override { return shm_status_string(status); }

    std::error_condition default_error_condition(int status) const noexcept override
    {
        if (status < 0 && status > SHM_INVALID_ARGUMENT) // the kernel's
            return {-status, std::generic_category()};
        const int condition = condition_of(status);
        return condition != 0 ? std::error_condition(condition, std::generic_category())
                              : std::error_condition(status, *this);
    }

private:
    static int condition_of(int status) noexcept
    {
        const auto is = [](std::errc code) { return static_cast<int>(code); };
        switch (status) {
        case SHM_INVALID_ARGUMENT:
            return is(std::errc::invalid_argument);
        case SHM_INVALID_HANDLE:
            return is(std::errc::bad_file_descriptor);
        case SHM_READ_ONLY:
            return is(std::errc::permission_denied);
        case SHM_NOT_FOUND:
            return is(std::errc::no_such_file_or_directory);
        case SHM_ALREADY_EXISTS:
            return is(std::errc::file_exists);
        case SHM_IN_USE:
            return is(std::errc::device_or_resource_busy);
        case SHM_NOT_ENOUGH_MEMORY:
            return is(std::errc::not_enough_memory);
        case SHM_FULL:
        case SHM_EMPTY:
            return is(std::errc::resource_unavailable_try_again);
        case SHM_TIMEOUT:
            return is(std::errc::timed_out);
        case SHM_NO_PEER:
            return is(std::errc::not_connected);
        case SHM_CANCELLED:
            return is(std::errc::operation_canceled);
        case SHM_TOO_LARGE:
            return is(std::errc::message_size);
        case SHM_OWNER_DIED:
            return is(std::errc::owner_dead);
        case SHM_NOT_OWNER:
            return is(std::errc::operation_not_permitted);
        case SHM_DEADLOCK:
            return is(std::errc::resource_deadlock_would_occur);
        case SHM_OVERFLOW:
            return is(std::errc::value_too_large);
        default:
            return 0;
        }
    }
};

} // namespace detail

/** The category of statuses: those of the kernel and many others compare equal to a std::errc. */
[[nodiscard]] inline const std::error_category &category() noexcept
{
    static const detail::status_category instance;
    return instance;
}

/** A status as std::error_code; a success or a count is none. */
[[nodiscard]] inline std::error_code error_code(int status) noexcept
{
    return {status < 0 ? status : 0, category()};
}

/** The line about the last call that was refused on this thread. */
[[nodiscard]] inline std::string last_error()
{
    std::string text(shm_last_error(nullptr, 0), '\0');
    shm_last_error(text.data(), text.size() + 1);
    return text;
}

/** A refusal: its code is the status, and what() is the library's line about it. */
class error : public std::system_error
{
public:
    error(int status, const std::string &message) : std::system_error(shm::error_code(status)), message_(message) {}

    /** -errno or a shm_status. */
    [[nodiscard]] int status() const noexcept { return code().value(); }
    [[nodiscard]] const char *what() const noexcept override { return message_.what(); }

private:
    std::runtime_error message_; // a text that can be copied without a throw
};

/** Throws if a status is a refusal; returns it if it is a count. */
inline int check(int status)
{
    if (status >= 0)
        return status;
    // Ordinary results, such as a timeout, leave no message.
    const bool ordinary = status <= SHM_FULL && status >= SHM_CANCELLED;
    throw error(status, ordinary ? shm_status_string(status) : last_error());
}

namespace detail
{

/** The sole owner of a C handle. */
template <class Handle, int (*Close)(Handle *)>
class owner
{
public:
    owner() noexcept = default;
    owner(owner &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    owner &operator=(owner &&other) noexcept
    {
        if (this != &other) {
            Close(handle_);
            handle_ = std::exchange(other.handle_, nullptr);
        }
        return *this;
    }
    owner(const owner &) = delete;
    owner &operator=(const owner &) = delete;
    ~owner() { Close(handle_); }

    /** The handle, for calls of shmnative.h; still owned here. */
    [[nodiscard]] Handle *native_handle() const noexcept { return handle_; }
    [[nodiscard]] explicit operator bool() const noexcept { return handle_ != nullptr; }

    [[nodiscard]] int try_close() noexcept { return Close(std::exchange(handle_, nullptr)); }
    void close() { check(try_close()); }

protected:
    /** Takes a handle that was just opened. */
    void adopt(Handle *handle) noexcept { Close(std::exchange(handle_, handle)); }

    Handle *handle_ = nullptr;
};

/** A named boolean as a bit of flags. */
constexpr std::uint32_t flag(bool is_set, std::uint32_t bit)
{
    return is_set ? bit : 0;
}

template <class T>
constexpr void require_plain()
{
    static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>,
                  "only plain values mean the same in another process");
}

} // namespace detail

} // namespace shm

/** A status of shmnative.h is an error code: error.code() == SHM_TIMEOUT. */
[[nodiscard]] inline std::error_code make_error_code(shm_status status) noexcept
{
    return shm::error_code(status);
}

template <>
struct std::is_error_code_enum<shm_status> : std::true_type {
};

#endif
