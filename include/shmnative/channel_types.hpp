/*
 * shmnative/channel_types.hpp - what ends of channels are opened with; a part of shmnative.hpp.
 */
#ifndef SHMNATIVE_CHANNEL_TYPES_HPP
#define SHMNATIVE_CHANNEL_TYPES_HPP

#include <iterator>
#include <optional>

#include "timing.hpp"

namespace shm
{

/** What the creator of a channel fixes for its life: shm_channel_options. */
struct channel_options {
    std::uint64_t slots = 0;        /**< A power of two; 0 = 256, for a value 8. */
    std::uint64_t capacity = 0;     /**< Payload bytes of a slot; 0 = the size of the type, without one 1,008. */
    std::uint64_t history = 0;      /**< Topic: messages that stay readable for those who join later. */
    std::uint32_t participants = 0; /**< Ends that can be open at once; 0 = 64. */
    std::uint32_t mode = 0;         /**< Permission bits; 0 = SHM_DEFAULT_MODE. */
    std::string group = {};         /**< The group that they speak of; empty = the creator's own. */
    bool concurrent = false;        /**< Topic: several publishers. */
    bool observable = false;        /**< Topic: lossy subscribers and observers. */
    bool at_most_once = false;      /**< Queue: what a dead consumer had taken is dropped. */
    bool persistent = false;        /**< It stays when the last end has closed. */
};

/** How one end takes part in a channel: shm_endpoint_options. */
struct endpoint_options {
    bool wait_for_peer = false; /**< A blocked call goes on when nobody is on the other side. */
    bool any_owner = false;     /**< Memory of any user is trusted. */
    std::optional<channel_options> creation = std::nullopt; /**< Consumers: the queue's shape, to create it too. */
    std::string name = {};                                  /**< A name for tools to show. */
    std::uint64_t history = 0;                              /**< Topic: earlier messages to begin with. */
    timeout wait = no_wait;  /**< Receiving ends: how long to wait for the channel to be created. */
    std::string owners = {}; /**< Users whose memory is trusted, with commas between. */
};

/** The sender's number for a message, which travels with it. */
struct tag {
    constexpr tag() noexcept = default;
    constexpr explicit tag(std::uint32_t number) noexcept : value(number) {}
    std::uint32_t value = 0;
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

inline const char *text_or_null(const std::string &text) noexcept
{
    return text.empty() ? nullptr : text.c_str();
}

inline shm_channel_options to_c(const channel_options &options) noexcept
{
    shm_channel_options result = SHM_CHANNEL_OPTIONS_INIT;
    result.flags = detail::flag(options.concurrent, SHM_CHANNEL_CONCURRENT) |
                   detail::flag(options.observable, SHM_CHANNEL_OBSERVABLE) |
                   detail::flag(options.at_most_once, SHM_CHANNEL_AT_MOST_ONCE) |
                   detail::flag(options.persistent, SHM_CHANNEL_PERSISTENT);
    result.slots = options.slots;
    result.capacity = options.capacity;
    result.history = options.history;
    result.participants = options.participants;
    result.mode = options.mode;
    result.group = text_or_null(options.group);
    return result;
}

/** The options of an end for messages of type T (void: any bytes) as C has them. They point to each other, and to the
 * options that they are made of: not copied. */
template <class T>
class endpoint_arguments
{
public:
    explicit endpoint_arguments(const endpoint_options &options) noexcept
    {
        endpoint_.flags = detail::flag(options.wait_for_peer, SHM_ENDPOINT_WAIT_FOR_PEER) |
                          detail::flag(options.any_owner, SHM_ENDPOINT_ANY_OWNER);
        endpoint_.name = text_or_null(options.name);
        endpoint_.history = options.history;
        endpoint_.wait_ns = options.wait.nanoseconds();
        endpoint_.owners = text_or_null(options.owners);
        if (options.creation) {
            creation_ = to_c(*options.creation);
            endpoint_.creation = &creation_;
        }
        if constexpr (!std::is_void_v<T>) {
            require_message<T>();
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

    [[nodiscard]] const shm_endpoint_options *get() const noexcept { return &endpoint_; }

private:
    shm_type type_ = SHM_TYPE_INIT;
    shm_channel_options creation_ = SHM_CHANNEL_OPTIONS_INIT;
    shm_endpoint_options endpoint_ = SHM_ENDPOINT_OPTIONS_INIT;
};

/** As check; a message of another size than the type's is SHM_CORRUPT here, which the library has no line about. */
inline void check_message(int status)
{
    if (status == SHM_CORRUPT)
        throw error(status, shm_status_string(status));
    check(status);
}

/** The end of a stream, for loops over its messages. */
struct end_of_stream {
};

} // namespace detail

} // namespace shm

#endif
