// A race that is really seen. One process writes the same number into all places of an array, again and again; another
// copies the array and looks whether its numbers are all the same. "race_cpp raw" shares a segment, "race_cpp value" a
// value.
#include <algorithm>
#include <array>
#include <iostream>
#include <shmnative.hpp>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

using numbers = std::array<long, 512>;
template <>
struct shm::type_of<numbers> {
    static constexpr const char *name = "numbers";
};
constexpr int enough = 1000, reads = 100000;
constexpr std::chrono::seconds patience(10);

static bool is_torn(const numbers &all)
{
    return std::any_of(all.begin(), all.end(), [&](long number) { return number != all[0]; });
}

/** Writes until the reader has seen enough. */
template <class Write>
static void write(pid_t reader, Write write)
{
    numbers all;
    for (long i = 1; waitpid(reader, nullptr, WNOHANG) == 0; i++) {
        all.fill(i);
        write(all);
    }
}

static void read_raw()
{
    const shm::client client("posix:/race", patience);
    int torn = 0;
    while (torn < enough)
        torn += is_torn(client.get<numbers>(0));
    std::cout << "raw: " << torn << " torn reads were seen\n";
}

static void read_value()
{
    shm::endpoint_options patient;
    patient.wait = patience;
    shm::value_reader<numbers> reader("race", patient);
    int torn = 0;
    for (int i = 0; i < reads; i++)
        torn += is_torn(reader.receive().value());
    std::cout << "value: " << torn << " torn reads in " << reads << '\n';
}

int main(int argc, char **argv)
try {
    const bool raw = argc == 2 && std::string_view(argv[1]) == "raw";
    if (const pid_t reader = fork(); reader == 0) { // before the library is used: a process attaches by itself
        raw ? read_raw() : read_value();
    } else if (raw) {
        shm::server server("posix:/race", sizeof(numbers));
        write(reader, [&](const numbers &all) { server.put(0, all); });
    } else {
        shm::value_writer<numbers> writer("race");
        write(reader, [&](const numbers &all) { writer.send(all); });
    }
} catch (const shm::error &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
