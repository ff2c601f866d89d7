// The C++ wrapper: ownership, both forms of errors, values, structs and texts.
#include "check.h"
#include <cerrno>
#include <cstring>
#include <shmnative.hpp>
#include <unistd.h>

using namespace std::chrono_literals;

static_assert(!std::is_copy_constructible_v<shm::server> && std::is_nothrow_move_constructible_v<shm::server>);
static_assert(std::is_base_of_v<std::system_error, shm::error> && std::is_nothrow_copy_constructible_v<shm::error>);
static_assert(!std::is_base_of_v<std::vector<shm_field>, shm::fields>);
static_assert(!std::is_copy_constructible_v<shm::client> && std::is_nothrow_move_assignable_v<shm::client>);

struct point {
    std::int32_t x;
    double y;
};

static void ownership(const std::string &address)
{
    shm::server first(address, 64);
    shm::server second = std::move(first);
    CHECK(!first && second);
    CHECK_EQUAL(first.try_write(0, "x", 1), SHM_INVALID_HANDLE);
    CHECK_EQUAL(second.try_write(0, "x", 1), 0);
    first = std::move(second);
    CHECK_EQUAL(shm::stat(address).size, 64);
    first = shm::server();
    shm_segment_info info = SHM_SEGMENT_INFO_INIT;
    CHECK_EQUAL(shm_segment_stat(address.c_str(), &info), SHM_NOT_FOUND);
    CHECK_EQUAL(first.try_close(), 0);
}

static void values(const std::string &address)
{
    shm::create_options hidden;
    hidden.hidden = true;
    shm::server server(address, 64, hidden);
    server.put(0, point{22, 7.5});
    server.put_string(32, "text");
    shm::client client;
    CHECK(shm::client::try_attach(address.c_str(), shm::access::read_only, shm::no_wait, client) < 0);
    server.publish();
    CHECK_EQUAL(shm::client::try_attach(address.c_str(), shm::access::read_only, 1s, client), 0);
    CHECK_EQUAL(client.get<point>(0).x, 22);
    CHECK(client.get<double>(8) == 7.5);
    CHECK(client.get_string(32) == "text");
    CHECK_EQUAL(client.size(), 64);
    CHECK(std::memcmp(client.data(), server.data(), 64) == 0);
    CHECK_EQUAL(client.info().size, 64);
    CHECK_EQUAL(client.try_write(0, "x", 1), SHM_READ_ONLY);

    shm::client writer(address, shm::access::writable);
    writer.write(0, "abc", 3);
    char bytes[3];
    server.read(0, bytes, 3);
    CHECK(std::memcmp(bytes, "abc", 3) == 0);
}

static void refusals(const std::string &address)
{
    try {
        shm::server server(address, 0);
        CHECK(false);
    } catch (const shm::error &refusal) {
        CHECK_EQUAL(refusal.status(), SHM_INVALID_SIZE);
        CHECK(std::strlen(refusal.what()) > 0 && refusal.what() == shm::last_error());
    }
    try {
        shm::client client(address, 1us);
        CHECK(false);
    } catch (const std::system_error &refusal) {
        CHECK(refusal.code() == SHM_TIMEOUT && refusal.code() == std::errc::timed_out);
        CHECK(refusal.code() != SHM_CLOSED && refusal.code().category() == shm::category());
        CHECK(refusal.code().message() == shm_status_string(SHM_TIMEOUT));
        CHECK(std::strcmp(refusal.what(), shm_status_string(SHM_TIMEOUT)) == 0);
    }
}

// Statuses are error codes; the kernel's refusals, and others that have one, are the conditions of <system_error>.
static void codes()
{
    CHECK(!shm::error_code(0) && !shm::error_code(5));
    CHECK(shm::error_code(-EACCES) == std::errc::permission_denied);
    CHECK(shm::error_code(SHM_NOT_FOUND) == std::errc::no_such_file_or_directory);
    CHECK(shm::error_code(SHM_FULL) == std::errc::resource_unavailable_try_again);
    CHECK(shm::error_code(SHM_LAPPED).default_error_condition().category() == shm::category());
    const std::error_code code = SHM_CANCELLED;
    CHECK(code == std::errc::operation_canceled && std::strcmp(code.category().name(), "shmnative") == 0);
    try {
        shm::client client("posix:/shmnative-wrapper-nobody");
        CHECK(false);
    } catch (const shm::error &refusal) {
        const shm::error copy = refusal;
        CHECK(std::strcmp(copy.what(), refusal.what()) == 0 && copy.code() == SHM_NOT_FOUND);
    }
}

// Any duration is a wait; what is over is none, and none is endless by accident.
static void timeouts()
{
    static_assert(!std::is_convertible_v<int, shm::timeout> && !std::is_constructible_v<shm::timeout, int>);
    static_assert(shm::timeout(3s).nanoseconds() == 3'000'000'000 && shm::timeout(-1s).nanoseconds() == 0);
    static_assert(shm::timeout(std::chrono::duration<double, std::pico>(1500)).nanoseconds() == 2);
    static_assert(shm::timeout(std::chrono::hours::max()).nanoseconds() > 0);
    static_assert(shm::timeout(std::chrono::nanoseconds(-1)).nanoseconds() == 0);
    static_assert(shm::forever.nanoseconds() == SHM_INFINITE && shm::no_wait.nanoseconds() == 0);
}

static void layouts()
{
    const shm::fields natural("char, double"), packed("char, double", SHM_PLACE_PACKED);
    CHECK_EQUAL(natural.size(), 2);
    CHECK_EQUAL(natural[1].offset, 8);
    CHECK_EQUAL(packed[1].offset, 1);
    CHECK(natural.compare(natural).empty());
    CHECK(!natural.compare(packed).empty());
}

int main()
{
    const std::string address = "posix:/shmnative-wrapper-" + std::to_string(getpid());
    ownership(address);
    values(address);
    refusals(address);
    codes();
    timeouts();
    layouts();
    return check_failures != 0;
}
