/*
 * shmnative/segments.hpp - raw segments, and layouts of fields; a part of shmnative.hpp.
 *
 *     shm::server server("posix:/hello", 64);
 *     server.put(0, 22);
 *     server.put(8, 22 / 7.0);
 *
 *     shm::client client("posix:/hello", std::chrono::seconds(5));
 *     auto quotient = client.get<double>(8);
 */
#ifndef SHMNATIVE_SEGMENTS_HPP
#define SHMNATIVE_SEGMENTS_HPP

#include <vector>

#include "timing.hpp"

namespace shm
{

/** How a segment is created: shm_create_options. */
struct create_options {
    std::uint32_t mode = 0; /**< Permission bits; 0 = SHM_DEFAULT_MODE. */
    bool replace = false;   /**< Take over an existing segment to which nobody is attached. */
    bool hidden = false;    /**< Keep it from others until it is published. */
    bool keep = false;      /**< Leave it in place on close. */
};

/** How a segment is attached. */
enum class access { read_only, writable };

/** A segment that this process created; removed when it is destroyed. */
class server : public detail::owner<shm_server, shm_server_close>
{
public:
    server() noexcept = default;

    /** See shm_server_create. */
    server(const std::string &address, std::size_t size, const create_options &options = {})
    {
        check(try_create(address.c_str(), size, options, *this));
    }

    [[nodiscard]] static int try_create(const char *address, std::size_t size, const create_options &options,
                                        server &result) noexcept
    {
        shm_create_options wishes = SHM_CREATE_OPTIONS_INIT;
        wishes.mode = options.mode;
        wishes.flags = detail::flag(options.replace, SHM_CREATE_REPLACE) |
                       detail::flag(options.hidden, SHM_CREATE_HIDDEN) | detail::flag(options.keep, SHM_CREATE_KEEP);
        shm_server *handle = nullptr;
        const int status = shm_server_create(address, size, &wishes, &handle);
        if (status == 0)
            result.adopt(handle);
        return status;
    }

    [[nodiscard]] int try_write(std::size_t offset, const void *data, std::size_t length) noexcept
    {
        return shm_server_write(handle_, offset, data, length);
    }
    void write(std::size_t offset, const void *data, std::size_t length) { check(try_write(offset, data, length)); }

    [[nodiscard]] int try_read(std::size_t offset, void *buffer, std::size_t length) const noexcept
    {
        return shm_server_read(handle_, offset, buffer, length);
    }
    void read(std::size_t offset, void *buffer, std::size_t length) const { check(try_read(offset, buffer, length)); }

    /** A number, a character or a whole plain struct. */
    template <class T>
    [[nodiscard]] int try_put(std::size_t offset, const T &value) noexcept
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
    [[nodiscard]] int try_put_string(std::size_t offset, const char *text) noexcept
    {
        return shm_server_put_string(handle_, offset, text);
    }
    void put_string(std::size_t offset, const std::string &text) { check(try_put_string(offset, text.c_str())); }

    /** Shows a segment that was created hidden. */
    [[nodiscard]] int try_publish() noexcept { return shm_server_publish(handle_); }
    void publish() { check(try_publish()); }

    /** The mapped bytes; NULL when there are none. */
    [[nodiscard]] void *data() const noexcept { return shm_server_data(handle_, nullptr); }

    [[nodiscard]] std::size_t size() const noexcept
    {
        std::size_t bytes = 0;
        (void)shm_server_data(handle_, &bytes);
        return bytes;
    }
#ifdef __cpp_lib_span
    [[nodiscard]] std::span<std::byte> bytes() const noexcept
    {
        return {static_cast<std::byte *>(data()), size()};
    }
#endif

    [[nodiscard]] shm_segment_info info() const
    {
        shm_segment_info result = SHM_SEGMENT_INFO_INIT;
        check(shm_server_info(handle_, &result));
        return result;
    }

    /** What primitives stand in; NULL when it is closed. */
    [[nodiscard]] shm_segment *segment() const noexcept
    {
        return shm_server_segment(handle_);
    }
};

/** A segment that this process attached. */
class client : public detail::owner<shm_client, shm_client_detach>
{
public:
    client() noexcept = default;

    /** See shm_client_attach. */
    explicit client(const std::string &address, timeout wait = no_wait) : client(address, access::read_only, wait) {}
    client(const std::string &address, access mode, timeout wait = no_wait)
    {
        check(try_attach(address.c_str(), mode, wait, *this));
    }

    [[nodiscard]] static int try_attach(const char *address, access mode, timeout wait, client &result) noexcept
    {
        const std::uint32_t flags = mode == access::writable ? SHM_ATTACH_WRITABLE : SHM_ATTACH_NONE;
        shm_client *handle = nullptr;
        const int status = shm_client_attach(address, flags, wait.nanoseconds(), &handle);
        if (status == 0)
            result.adopt(handle);
        return status;
    }

    [[nodiscard]] int try_read(std::size_t offset, void *buffer, std::size_t length) const noexcept
    {
        return shm_client_read(handle_, offset, buffer, length);
    }
    void read(std::size_t offset, void *buffer, std::size_t length) const { check(try_read(offset, buffer, length)); }

    [[nodiscard]] int try_write(std::size_t offset, const void *data, std::size_t length) noexcept
    {
        return shm_client_write(handle_, offset, data, length);
    }
    void write(std::size_t offset, const void *data, std::size_t length) { check(try_write(offset, data, length)); }

    /** A number, a character or a whole plain struct. */
    template <class T>
    [[nodiscard]] int try_get(std::size_t offset, T &value) const noexcept
    {
        detail::require_plain<T>();
        return try_read(offset, &value, sizeof value);
    }
    template <class T>
    [[nodiscard]] T get(std::size_t offset) const
    {
        T value{};
        check(try_get(offset, value));
        return value;
    }

    /** A text up to its NUL. Should another process change it meanwhile, it is what was found, cut to one length. */
    [[nodiscard]] std::string get_string(std::size_t offset) const
    {
        std::string text(static_cast<std::size_t>(check(shm_client_get_string(handle_, offset, nullptr, 0))), '\0');
        check(shm_client_get_string(handle_, offset, text.data(), text.size() + 1));
        return std::string(text.c_str());
    }

    /** The mapped bytes; NULL when there are none. */
    [[nodiscard]] const void *data() const noexcept { return shm_client_data(handle_, nullptr); }

    [[nodiscard]] std::size_t size() const noexcept
    {
        std::size_t bytes = 0;
        (void)shm_client_data(handle_, &bytes);
        return bytes;
    }
#ifdef __cpp_lib_span
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept
    {
        return {static_cast<const std::byte *>(data()), size()};
    }
#endif

    [[nodiscard]] shm_segment_info info() const
    {
        shm_segment_info result = SHM_SEGMENT_INFO_INIT;
        check(shm_client_info(handle_, &result));
        return result;
    }

    /** What primitives stand in; NULL when it is closed. */
    [[nodiscard]] shm_segment *segment() const noexcept
    {
        return shm_client_segment(handle_);
    }
};

/** A layout: fields with their places. */
class fields
{
public:
    /** See shm_fields_parse. */
    explicit fields(const std::string &specs, shm_field_placement placement = SHM_PLACE_NATURAL)
        : fields_(static_cast<std::size_t>(check(shm_fields_parse(specs.c_str(), placement, nullptr, 0))))
    {
        check(shm_fields_parse(specs.c_str(), placement, fields_.data(), fields_.size()));
    }

    [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
    [[nodiscard]] const shm_field *data() const noexcept { return fields_.data(); }
    [[nodiscard]] const shm_field &operator[](std::size_t index) const noexcept { return fields_[index]; }
    [[nodiscard]] auto begin() const noexcept { return fields_.begin(); }
    [[nodiscard]] auto end() const noexcept { return fields_.end(); }

    /** The differences, one line each; empty = equal. */
    [[nodiscard]] std::string compare(const fields &other) const
    {
        std::string text(1024 * (1 + size() + other.size()), '\0');
        check(shm_fields_compare(data(), size(), other.data(), other.size(), text.data(), text.size()));
        return std::string(text.c_str());
    }

private:
    std::vector<shm_field> fields_;
};

/** What the kernel knows of a segment, without attaching it. */
[[nodiscard]] inline shm_segment_info stat(const std::string &address)
{
    shm_segment_info result = SHM_SEGMENT_INFO_INIT;
    check(shm_segment_stat(address.c_str(), &result));
    return result;
}

/** Removes a segment; a process that is attached keeps the bytes. */
inline void remove(const std::string &address)
{
    check(shm_segment_remove(address.c_str()));
}

} // namespace shm

#endif
