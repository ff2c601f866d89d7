/*
 * shmnative/channel_types.hpp - what ends of channels are opened with; a part of shmnative.hpp.
 */
#ifndef SHMNATIVE_CHANNEL_TYPES_HPP
#define SHMNATIVE_CHANNEL_TYPES_HPP

#include "handle.hpp"

#include <iterator>
#include <optional>
#if __has_include(<span>)
#include <span>
#endif

namespace shm
{

/** What the creator of a channel fixes for its life: shm_channel_options. */
struct channel_options {
    std::uint32_t flags = 0; /**< shm_channel_flags. */
    std::uint64_t slots = 0;
    std::uint64_t capacity = 0;
    std::uint64_t history = 0;
    std::uint32_t participants = 0;
    std::uint32_t mode = 0;
    const char *group = nullptr;
};

/** How one end takes part in a channel: shm_endpoint_options. */
struct endpoint_options {
    std::uint32_t flags = 0; /**< shm_endpoint_flags. */
    std::optional<channel_options> creation = std::nullopt;
    const char *name = nullptr;
    std::uint64_t history = 0;
    std::int64_t wait_ns = 0;
    const char *owners = nullptr;
};

namespace detail
{

/** What C# calls the numbers, so that both sides agree without further ado. */
template <class T>
constexpr const char *number_name()
{
    static_assert(std::is_arithmetic_v<T>, "give the type a name: template <> struct shm::type_of<T> "
                                           "{ static constexpr const char *name = \"...\"; };");
    if constexpr (std::is_same_v<T, bool>)
        return "Boolean";
    else if constexpr (std::is_floating_point_v<T>)
        return sizeof(T) == 4 ? "Single" : "Double";
    else if constexpr (std::is_signed_v<T>)
        return sizeof(T) == 1 ? "SByte" : sizeof(T) == 2 ? "Int16" : sizeof(T) == 4 ? "Int32" : "Int64";
    else
        return sizeof(T) == 1 ? "Byte" : sizeof(T) == 2 ? "UInt16" : sizeof(T) == 4 ? "UInt32" : "UInt64";
}

} // namespace detail

/**
 * What the header of a channel says of a type; specialise it for structs. A member `fields`, an array or container
 * of placed shm_field, lets tools show messages, and refuses another layout of the same name and size.
 *
 *     template <> struct shm::type_of<quote> { static constexpr const char *name = "Quote"; };
 */
template <class T>
struct type_of {
    static constexpr const char *name = detail::number_name<T>();
};

namespace detail
{

template <class T, class = void>
struct has_fields : std::false_type {
};
template <class T>
struct has_fields<T, std::void_t<decltype(type_of<T>::fields)>> : std::true_type {
};

template <class T>
constexpr void require_message()
{
    require_plain<T>();
    static_assert(alignof(T) <= 16, "payloads stand at multiples of 16 bytes");
}

inline shm_channel_options to_c(const channel_options &options) noexcept
{
    shm_channel_options result{};
    result.struct_size = sizeof result;
    result.flags = options.flags;
    result.slots = options.slots;
    result.capacity = options.capacity;
    result.history = options.history;
    result.participants = options.participants;
    result.mode = options.mode;
    result.group = options.group;
    return result;
}

/** The options of an end for messages of type T (void: any bytes) as C has them. They point to each other: not copied.
 */
template <class T>
class endpoint_arguments
{
public:
    explicit endpoint_arguments(const endpoint_options &options) noexcept
    {
        endpoint_.struct_size = sizeof endpoint_;
        endpoint_.flags = options.flags;
        endpoint_.name = options.name;
        endpoint_.history = options.history;
        endpoint_.wait_ns = options.wait_ns;
        endpoint_.owners = options.owners;
        if (options.creation) {
            creation_ = to_c(*options.creation);
            endpoint_.creation = &creation_;
        }
        if constexpr (!std::is_void_v<T>) {
            require_message<T>();
            type_.struct_size = sizeof type_;
            type_.name = type_of<T>::name;
            type_.size = sizeof(T);
            if constexpr (has_fields<T>::value) {
                type_.fields = std::data(type_of<T>::fields);
                type_.field_count = static_cast<std::uint32_t>(std::size(type_of<T>::fields));
            }
            endpoint_.type = &type_;
        }
    }
    endpoint_arguments(const endpoint_arguments &) = delete;
    endpoint_arguments &operator=(const endpoint_arguments &) = delete;

    const shm_endpoint_options *get() const noexcept { return &endpoint_; }

private:
    shm_type type_{};
    shm_channel_options creation_{};
    shm_endpoint_options endpoint_{};
};

/** As check; a message of another size than the type's is SHM_CORRUPT here, which the library has no line about. */
inline void check_message(int status)
{
    if (status == SHM_CORRUPT)
        throw error(status, shm_status_string(status));
    check(status);
}

inline shm_channel_info sized_channel_info() noexcept
{
    shm_channel_info info{};
    info.struct_size = sizeof info;
    return info;
}

/** What all ends have in common. */
template <class Handle, int (*Cancel)(Handle *), int (*Info)(Handle *, shm_channel_info *), int (*Close)(Handle *)>
class channel_end : public owner<Handle, Close>
{
public:
    /** Ends the wait that this end is in, or else its next one. From any thread, as long as this object stays. */
    int try_cancel() noexcept { return Cancel(this->handle_); }
    void cancel() { check(try_cancel()); }

    /** What the channel is and how it is doing. */
    shm_channel_info info() const
    {
        shm_channel_info result = sized_channel_info();
        check(Info(this->handle_, &result));
        return result;
    }

protected:
    /** Takes a handle that was just opened. */
    void adopt(Handle *handle) noexcept
    {
        this->try_close();
        this->handle_ = handle;
    }
};

} // namespace detail

} // namespace shm

#endif
