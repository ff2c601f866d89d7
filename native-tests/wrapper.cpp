// The C++ wrapper: ownership, both forms of errors, values, structs and texts.
#include "check.h"
#include <cstring>
#include <shmnative.hpp>
#include <unistd.h>

static_assert(!std::is_copy_constructible_v<shm::server> && std::is_nothrow_move_constructible_v<shm::server>);
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
    shm_segment_info info{};
    info.struct_size = sizeof info;
    CHECK_EQUAL(shm_segment_stat(address.c_str(), &info), SHM_NOT_FOUND);
    CHECK_EQUAL(first.try_close(), 0);
}

static void values(const std::string &address)
{
    shm::server server(address, 64, SHM_CREATE_HIDDEN);
    server.put(0, point{22, 7.5});
    server.put_string(32, "text");
    shm::client client;
    CHECK(shm::client::try_attach(address.c_str(), 0, 0, client) < 0);
    server.publish();
    CHECK_EQUAL(shm::client::try_attach(address.c_str(), 0, 0, client), 0);
    CHECK_EQUAL(client.get<point>(0).x, 22);
    CHECK(client.get<double>(8) == 7.5);
    CHECK(client.get_string(32) == "text");
    CHECK_EQUAL(client.size(), 64);
    CHECK(std::memcmp(client.data(), server.data(), 64) == 0);
    CHECK_EQUAL(client.info().size, 64);
    CHECK_EQUAL(client.try_write(0, "x", 1), SHM_READ_ONLY);

    shm::client writer(address, SHM_ATTACH_WRITABLE);
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
        shm::client client(address, 0, 1000);
        CHECK(false);
    } catch (const shm::error &refusal) {
        CHECK_EQUAL(refusal.status(), SHM_TIMEOUT);
        CHECK(std::strcmp(refusal.what(), shm_status_string(SHM_TIMEOUT)) == 0);
    }
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
    layouts();
    return check_failures != 0;
}
