/*
 * shmnative/handle.hpp - errors, and handles that close themselves; a part of shmnative.hpp.
 */
#ifndef SHMNATIVE_HANDLE_HPP
#define SHMNATIVE_HANDLE_HPP

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "../shmnative.h"

namespace shm
{

/** The message of the last call that was refused on this thread. */
inline std::string last_error()
{
    std::string text(shm_last_error(nullptr, 0) + 1, '\0');
    text.resize(text.size() - 1);
    shm_last_error(text.data(), text.size() + 1);
    return text;
}

/** A refusal: a status, and the library's line about it. */
class error : public std::runtime_error
{
public:
    error(int status, const std::string &message) : std::runtime_error(message), status_(status) {}

    /** -errno or a shm_status. */
    int status() const noexcept { return status_; }

private:
    int status_;
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
    Handle *get() const noexcept { return handle_; }
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    int try_close() noexcept { return Close(std::exchange(handle_, nullptr)); }
    void close() { check(try_close()); }

protected:
    Handle *handle_ = nullptr;
};

template <class T>
constexpr void require_plain()
{
    static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>,
                  "only plain values mean the same in another process");
}

} // namespace detail

} // namespace shm

#endif
