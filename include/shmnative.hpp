/*
 * shmnative.hpp - shmnative.h for C++17: handles that close themselves, typed values and channels.
 *
 * Every operation has two forms: the plain one throws shm::error, the one called try_... returns the status and
 * throws nothing.
 *
 *     shm::server server("posix:/hello", 64);
 *     server.put(0, 22);
 *     server.put(8, 22 / 7.0);
 *
 *     shm::client client("posix:/hello");
 *     auto quotient = client.get<double>(8);
 */
#ifndef SHMNATIVE_HPP
#define SHMNATIVE_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "shmnative/handle.hpp"

namespace shm
{

namespace detail
{

inline shm_segment_info sized_info()
{
    shm_segment_info info{};
    info.struct_size = sizeof info;
    return info;
}

} // namespace detail

/** A segment that this process created; removed when it is destroyed. */
class server : public detail::owner<shm_server, shm_server_close>
{
public:
    server() noexcept = default;

    /** See shm_server_create; flags of shm_create_flags. */
    server(const std::string &address, std::size_t size, std::uint32_t flags = 0, std::uint32_t mode = 0)
    {
        check(try_create(address.c_str(), size, flags, mode, *this));
    }

    static int try_create(const char *address, std::size_t size, std::uint32_t flags, std::uint32_t mode,
                          server &result) noexcept
    {
        shm_create_options options{};
        options.struct_size = sizeof options;
        options.flags = flags;
        options.mode = mode;
        shm_server *handle = nullptr;
        const int status = shm_server_create(address, size, &options, &handle);
        if (status == 0) {
            result.try_close();
            result.handle_ = handle;
        }
        return status;
    }

    int try_write(std::size_t offset, const void *data, std::size_t length) noexcept
    {
        return shm_server_write(handle_, offset, data, length);
    }
    void write(std::size_t offset, const void *data, std::size_t length) { check(try_write(offset, data, length)); }

    int try_read(std::size_t offset, void *buffer, std::size_t length) const noexcept
    {
        return shm_server_read(handle_, offset, buffer, length);
    }
    void read(std::size_t offset, void *buffer, std::size_t length) const { check(try_read(offset, buffer, length)); }

    /** A number, a character or a whole plain struct. */
    template <class T>
    int try_put(std::size_t offset, const T &value) noexcept
    {
        detail::require_plain<T>();
        return try_write(offset, &value, sizeof value);
    }
    template <class T>
    void put(std::size_t offset, const T &value)
    {
        check(try_put(offset, value));
    }

    /** A text and its NUL. */
    int try_put_string(std::size_t offset, const char *text) noexcept
    {
        return shm_server_put_string(handle_, offset, text);
    }
    void put_string(std::size_t offset, const std::string &text) { check(try_put_string(offset, text.c_str())); }

    /** Shows a segment created with SHM_CREATE_HIDDEN. */
    int try_publish() noexcept { return shm_server_publish(handle_); }
    void publish() { check(try_publish()); }

    /** The mapped bytes; NULL when there are none. */
    void *data() const noexcept { return shm_server_data(handle_, nullptr); }

    std::size_t size() const noexcept
    {
        std::size_t bytes = 0;
        shm_server_data(handle_, &bytes);
        return bytes;
    }

    shm_segment_info info() const
    {
        shm_segment_info result = detail::sized_info();
        check(shm_server_info(handle_, &result));
        return result;
    }
};

/** A segment that this process attached. */
class client : public detail::owner<shm_client, shm_client_detach>
{
public:
    using owner::get; // the handle: the primitives ask for it
    client() noexcept = default;

    /** See shm_client_attach; flags of shm_attach_flags. */
    explicit client(const std::string &address, std::uint32_t flags = 0, std::int64_t timeout_ns = 0)
    {
        check(try_attach(address.c_str(), flags, timeout_ns, *this));
    }

    static int try_attach(const char *address, std::uint32_t flags, std::int64_t timeout_ns, client &result) noexcept
    {
        shm_client *handle = nullptr;
        const int status = shm_client_attach(address, flags, timeout_ns, &handle);
        if (status == 0) {
            result.try_close();
            result.handle_ = handle;
        }
        return status;
    }

    int try_read(std::size_t offset, void *buffer, std::size_t length) const noexcept
    {
        return shm_client_read(handle_, offset, buffer, length);
    }
    void read(std::size_t offset, void *buffer, std::size_t length) const { check(try_read(offset, buffer, length)); }

    int try_write(std::size_t offset, const void *data, std::size_t length) noexcept
    {
        return shm_client_write(handle_, offset, data, length);
    }
    void write(std::size_t offset, const void *data, std::size_t length) { check(try_write(offset, data, length)); }

    /** A number, a character or a whole plain struct. */
    template <class T>
    int try_get(std::size_t offset, T &value) const noexcept
    {
        detail::require_plain<T>();
        return try_read(offset, &value, sizeof value);
    }
    template <class T>
    T get(std::size_t offset) const
    {
        T value{};
        check(try_get(offset, value));
        return value;
    }

    /** A text up to its NUL. Should another process change it meanwhile, it is what was found, cut to one length. */
    std::string get_string(std::size_t offset) const
    {
        std::string text(static_cast<std::size_t>(check(shm_client_get_string(handle_, offset, nullptr, 0))), '\0');
        check(shm_client_get_string(handle_, offset, text.data(), text.size() + 1));
        return std::string(text.c_str());
    }

    /** The mapped bytes; NULL when there are none. */
    const void *data() const noexcept { return shm_client_data(handle_, nullptr); }

    std::size_t size() const noexcept
    {
        std::size_t bytes = 0;
        shm_client_data(handle_, &bytes);
        return bytes;
    }

    shm_segment_info info() const
    {
        shm_segment_info result = detail::sized_info();
        check(shm_client_info(handle_, &result));
        return result;
    }
};

/** A layout: fields with their places. */
class fields : public std::vector<shm_field>
{
public:
    /** See shm_fields_parse. */
    explicit fields(const std::string &specs, shm_field_placement placement = SHM_PLACE_NATURAL)
    {
        resize(static_cast<std::size_t>(check(shm_fields_parse(specs.c_str(), placement, nullptr, 0))));
        check(shm_fields_parse(specs.c_str(), placement, data(), size()));
    }

    /** The differences, one line each; empty = equal. */
    std::string compare(const fields &other) const
    {
        std::string text(1024 * (1 + size() + other.size()), '\0');
        check(shm_fields_compare(data(), size(), other.data(), other.size(), text.data(), text.size()));
        return std::string(text.c_str());
    }
};

/** What the kernel knows of a segment, without attaching it. */
inline shm_segment_info stat(const std::string &address)
{
    shm_segment_info result = detail::sized_info();
    check(shm_segment_stat(address.c_str(), &result));
    return result;
}

/** Removes a segment; who is attached keeps the bytes. */
inline void remove(const std::string &address)
{
    check(shm_segment_remove(address.c_str()));
}

} // namespace shm

#include "shmnative/channels.hpp"
#include "shmnative/primitives.hpp"
#include "shmnative/waiting.hpp"

#endif
