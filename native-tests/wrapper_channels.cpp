// The C++ wrapper of channels: typed ends and ends of bytes, ownership of claims and messages, both forms of errors.
// Built as C++17 and as C++20, which adds the forms with std::span.
#include "check.h"
#include <array>
#include <cstring>
#include <shmnative.hpp>
#include <thread>
#include <unistd.h>

using namespace std::chrono_literals;

struct quote {
    std::int32_t id;
    double price;
};

template <>
struct shm::type_of<quote> {
    static constexpr const char *name = "Quote";
    static inline const shm::fields fields{"int, double"};
};

struct packed_quote {
    std::int32_t id;
    char rest[12];
};

template <>
struct shm::type_of<packed_quote> {
    static constexpr const char *name = "Quote";
    static inline const shm::fields fields{"int, double", SHM_PLACE_PACKED};
};

template <class T>
constexpr bool owns =
    !std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T> && std::is_nothrow_move_constructible_v<T> &&
    std::is_nothrow_move_assignable_v<T> && std::is_nothrow_default_constructible_v<T>;
static_assert(owns<shm::publisher<quote>> && owns<shm::producer<>> && owns<shm::value_writer<int>>);
static_assert(owns<shm::subscriber<quote>> && owns<shm::consumer<>> && owns<shm::value_reader<int>>);
static_assert(owns<shm::lossy_subscriber<quote>> && owns<shm::topic_observer<>> && owns<shm::value_observer<int>>);
static_assert(owns<shm::claim<quote>> && owns<shm::claim<>> && owns<shm::message<quote>> && owns<shm::message<>>);
static_assert(!std::is_convertible_v<std::string, shm::subscriber<quote>>);
static_assert(std::is_same_v<decltype(*std::declval<shm::message<quote> &>()), const quote &>);
static_assert(shm::detail::has_fields<quote>::value && !shm::detail::has_fields<double>::value);
// A typed end has no way to send other bytes.
template <class S, class = void>
constexpr bool sends_bytes = false;
template <class S>
constexpr bool sends_bytes<S, std::void_t<decltype(std::declval<S &>().send("x", std::size_t(1)))>> = true;
static_assert(sends_bytes<shm::publisher<>> && !sends_bytes<shm::publisher<quote>>);

static std::string name_of(const char *test)
{
    return "shmnative-cpp-" + std::string(test) + "-" + std::to_string(getpid());
}

// What a call throws, as a status.
template <class Call>
static int thrown(Call call)
{
    try {
        call();
    } catch (const shm::error &refusal) {
        CHECK(std::strlen(refusal.what()) > 0);
        return refusal.status();
    }
    return 0;
}

static void typed_topic()
{
    const std::string name = name_of("topic");
    shm::channel_options creation;
    creation.slots = 4;
    shm::publisher<quote> publisher(name, creation);
    shm::subscriber<quote> subscriber(name);
    quote found{};
    shm_message details{};
    CHECK_EQUAL(subscriber.try_receive(found), SHM_EMPTY);
    publisher.send({1, 2.5}, shm::tag(7));
    CHECK_EQUAL(subscriber.try_receive(found, shm::forever, &details), 0);
    CHECK(found.id == 1 && found.price == 2.5 && details.tag == 7 && details.length == sizeof(quote));

    const quote many[] = {{2, 0}, {3, 0}, {4, 0}, {5, 0}, {6, 0}};
    quote received[8];
    CHECK_EQUAL(publisher.try_send_many(many, 5), 4);
    CHECK_EQUAL(publisher.try_send(many[4]), SHM_FULL);
    CHECK_EQUAL(publisher.try_send(many[4], 1us), SHM_TIMEOUT);
    CHECK_EQUAL(subscriber.try_receive_many(received, 8), 4);
    CHECK(received[0].id == 2 && received[3].id == 5);
    CHECK_EQUAL(subscriber.try_receive_many(received, 8), SHM_EMPTY);
    CHECK_EQUAL(subscriber.try_receive_many(received, 0), 0);
    publisher.send_many(many, 3);
    CHECK_EQUAL(subscriber.receive_many(received, 2), 2);
    CHECK(subscriber.receive()->id == 4);
    publisher.end();
    CHECK(!subscriber.receive());
    CHECK(!subscriber.take());
    CHECK_EQUAL(subscriber.receive_many(received, 8), 0);
    CHECK_EQUAL(subscriber.try_receive(found), SHM_CLOSED);
    CHECK_EQUAL(thrown([&] { publisher.send({}); }), SHM_CLOSED);
    CHECK_EQUAL(subscriber.info().sent, 8);
    CHECK(std::strcmp(shm::channel_stat(name).type_name, "Quote") == 0);
    CHECK_EQUAL(shm::channel_fields(name).size(), 2);
    CHECK_EQUAL(shm::channel_participants(name).size(), 2);
}

// The listing of docs/channels.md.
static void document()
{
    const std::string name = name_of("document");
    shm::channel_options options;
    options.slots = 64;
    options.history = 1;
    shm::publisher<double> publisher(name, options);
    publisher.send(22 / 7.0);

    shm::endpoint_options late;
    late.history = 1;
    shm::subscriber<double> subscriber(name, late);
    double pi = 0;
    const int status = subscriber.try_receive(pi, 1s);
    CHECK(status == 0 && pi == 22 / 7.0);
}

static void types()
{
    const std::string name = name_of("types");
    shm::value_writer<quote> writer(name);
    CHECK_EQUAL(thrown([&] { shm::value_reader<double> reader(name); }), SHM_TYPE_MISMATCH);
    CHECK(shm::last_error().find("'Quote' of 16 bytes") != std::string::npos);
    CHECK(shm::last_error().find("'Double' of 8 bytes") != std::string::npos);
    shm::value_reader<packed_quote> packed;
    CHECK_EQUAL(shm::value_reader<packed_quote>::try_open(name.c_str(), {}, packed),
                SHM_TYPE_MISMATCH); // by its fields
    CHECK(!packed);
    shm::value_reader<> bytes(name); // fit every channel
    writer.send({1, 1});
    CHECK_EQUAL(bytes.receive()->size(), sizeof(quote));
}

// Claims in their order, moved, given up; a message of bytes in a channel of any bytes.
static void claims()
{
    const std::string name = name_of("claims");
    shm::producer<> producer(name);
    shm::consumer<> consumer(name);
    shm::message<> message;
    {
        shm::claim<> claim = producer.claim();
        CHECK_EQUAL(claim.capacity(), 1008);
        std::memcpy(claim.data(), "abc", 3);
        shm::claim<> moved = std::move(claim);
        CHECK(!claim && moved);
        CHECK_EQUAL(claim.try_commit(3), SHM_NO_CLAIM);
        CHECK_EQUAL(consumer.try_take(message), SHM_EMPTY);
        moved.commit(3, shm::tag(9));
        CHECK(!moved);
    }
    message = consumer.take();
    CHECK(message.size() == 3 && message.tag() == 9 && !message.is_redelivered());
    CHECK(std::memcmp(message.data(), "abc", 3) == 0);
    message.release();
    CHECK(!message);

    CHECK_EQUAL(producer.claim().try_commit(2000), SHM_TOO_LARGE); // and destroyed: aborted
    CHECK_EQUAL(consumer.try_take(message), SHM_EMPTY);
    shm::claim<> first = producer.claim(), second = producer.claim();
    CHECK_EQUAL(second.try_commit(1), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(thrown([&] { second.commit(1); }), SHM_INVALID_ARGUMENT);
    CHECK_EQUAL(producer.try_send("x", 1), SHM_INVALID_ARGUMENT);
    shm::producer<> elsewhere = std::move(producer);
    first.commit(1);
    second.commit(2);
    CHECK_EQUAL(consumer.take().size(), 1);
    CHECK_EQUAL(consumer.receive()->size(), 2);
    first = elsewhere.claim();
    second = elsewhere.claim();
    first.abort(); // both
    CHECK_EQUAL(second.try_commit(1), SHM_NO_CLAIM);
    elsewhere.send("text");
    const auto received = consumer.receive();
    CHECK(received && received->size() == 4 && std::memcmp(received->data(), "text", 4) == 0);
}

// Messages are given back in any order, when they are destroyed.
static void messages()
{
    const std::string name = name_of("messages");
    shm::channel_options creation;
    creation.slots = 2;
    shm::publisher<double> publisher(name, creation);
    shm::subscriber<double> subscriber(name);
    const double numbers[] = {1, 2};
    publisher.send_many(numbers, 2);
    shm::message<double> first = subscriber.take(), second = subscriber.take();
    CHECK(*first == 1 && *second == 2);
    second.release();
    CHECK_EQUAL(publisher.try_send(3), SHM_FULL);
    shm::subscriber<double> elsewhere = std::move(subscriber);
    CHECK(*first == 1);
    first = shm::message<double>();
    publisher.send_many(numbers, 2);
    CHECK(*elsewhere.take() == 1 && *elsewhere.take() == 2);
    publisher.send(3);

    {
        shm::claim<double> claim = publisher.claim();
        *claim = 4;
        claim.commit(shm::tag(5));
    }
    CHECK(elsewhere.receive() == 3.0);
    CHECK_EQUAL(elsewhere.take().tag(), 5);
}

// A sender of bytes in a typed channel may send another size: it is told, and passed.
static void other_sizes()
{
    const std::string name = name_of("sizes");
    shm::consumer<std::int64_t> consumer;
    shm::endpoint_options creates;
    creates.creation = shm::channel_options{};
    CHECK_EQUAL(shm::consumer<std::int64_t>::try_open(name.c_str(), creates, consumer), 0);
    shm::producer<> producer(name);
    const auto send = [&](std::int64_t number, std::size_t length) { producer.send(&number, length); };
    std::int64_t number = 0, many[4] = {};
    send(1, 4);
    CHECK_EQUAL(consumer.try_receive(number), SHM_CORRUPT);
    send(1, 4);
    shm::message<std::int64_t> message;
    CHECK_EQUAL(consumer.try_take(message), SHM_CORRUPT);
    send(1, 4);
    CHECK_EQUAL(thrown([&] { (void)consumer.receive(); }), SHM_CORRUPT);
    CHECK_EQUAL(consumer.try_receive(number), SHM_EMPTY);
    send(1, 8);
    send(2, 4);
    send(3, 8);
    CHECK_EQUAL(consumer.try_receive_many(many, 4), 2);
    CHECK(many[0] == 1 && many[1] == 3);
    CHECK_EQUAL(consumer.try_receive_many(many, 4), SHM_CORRUPT);
    send(4, 8);
    CHECK(consumer.receive() == 4);
}

static void values_and_observers()
{
    const std::string name = name_of("value");
    shm::value_writer<std::int32_t> writer(name);
    shm::value_reader<std::int32_t> reader(name);
    shm::value_observer<std::int32_t> observer(name);
    std::int32_t number = 0;
    CHECK(!reader.get_newest());
    CHECK_EQUAL(reader.try_get(number), SHM_EMPTY);
    for (std::int32_t i = 1; i <= 20; i++)
        writer.send(i);
    CHECK(reader.receive() == 20 && observer.get_newest() == 20);
    CHECK_EQUAL(reader.try_receive(number), SHM_EMPTY);
    CHECK_EQUAL(reader.try_receive(number, 1us), SHM_TIMEOUT);
    CHECK_EQUAL(reader.lost(), 0);
    std::thread other([&] { reader.cancel(); });
    CHECK_EQUAL(reader.try_receive(number, shm::forever), SHM_CANCELLED);
    other.join();
    writer.end();
    CHECK(!reader.receive());

    const std::string topic = name_of("observed");
    shm::channel_options creation;
    creation.observable = true;
    creation.slots = 8;
    shm::publisher<std::int32_t> publisher(topic, creation);
    shm::lossy_subscriber<std::int32_t> lossy(topic);
    shm::topic_observer<> watcher(topic);
    for (std::int32_t i = 0; i < 100; i++)
        publisher.send(i);
    const auto next = lossy.receive(); // passes over what it missed
    CHECK(next && static_cast<std::uint64_t>(*next) == lossy.lost() && *next > 90);
    CHECK_EQUAL(watcher.try_receive(&number, sizeof number), SHM_LAPPED);
    CHECK_EQUAL(watcher.receive()->size(), sizeof number);
    CHECK_EQUAL(thrown([&] { (void)lossy.get_newest(); }), SHM_WRONG_KIND);
}

static void refusals()
{
    const std::string name = name_of("refusals");
    CHECK_EQUAL(thrown([&] { shm::subscriber<quote> subscriber(name); }), SHM_NOT_FOUND);
    CHECK_EQUAL(thrown([&] { (void)shm::channel_stat(name); }), SHM_NOT_FOUND);
    CHECK_EQUAL(thrown([&] { shm::queue_remove(name); }), SHM_NOT_FOUND);
    shm::producer<quote> closed;
    CHECK_EQUAL(closed.try_send({}), SHM_INVALID_HANDLE);
    CHECK_EQUAL(thrown([&] { (void)closed.claim(); }), SHM_INVALID_HANDLE);
    CHECK_EQUAL(thrown([&] { (void)closed.info(); }), SHM_INVALID_HANDLE);
    CHECK_EQUAL(closed.try_close(), 0);

    shm::producer<quote> producer(name);
    CHECK_EQUAL(thrown([&] { shm::publisher<quote> publisher(name); }), SHM_WRONG_KIND);
    shm::queue_remove(name);
    CHECK_EQUAL(thrown([&] { shm::queue_remove(name); }), SHM_NOT_FOUND);
}

#ifdef __cpp_lib_span
static void spans()
{
    const std::string name = name_of("spans");
    shm::producer<std::int32_t> producer(name);
    shm::consumer<std::int32_t> consumer(name);
    const std::array<std::int32_t, 3> sent = {1, 2, 3};
    std::array<std::int32_t, 8> received{};
    CHECK_EQUAL(producer.try_send_many(sent), 3);
    producer.send_many(sent);
    CHECK_EQUAL(consumer.receive_many(received).size(), 6);
    CHECK(received[0] == 1 && received[5] == 3);

    const std::string bytes_name = name_of("span-bytes");
    shm::publisher<> publisher(bytes_name, {.slots = 4, .capacity = 16});
    shm::subscriber<> subscriber(bytes_name, {.wait_for_peer = true, .name = "spans"});
    publisher.send(std::as_bytes(std::span(sent)));
    CHECK_EQUAL(subscriber.take().bytes().size(), sizeof sent);
    shm::claim<> claim = publisher.claim();
    CHECK_EQUAL(claim.bytes().size(), 16);
}
#endif

int main()
{
    typed_topic();
    document();
    types();
    claims();
    messages();
    other_sizes();
    values_and_observers();
    refusals();
#ifdef __cpp_lib_span
    spans();
#endif
    return check_failures != 0;
}
