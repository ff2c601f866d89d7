// demo_reader_cpp ADDRESS: reads the demo's message as one struct, and by pointer arithmetic; prints it if both agree.
#include "demo_message.h"
#include <cstdio>
#include <cstring>
#include <shmnative.hpp>

int main(int count, char **argument)
{
    if (count < 2)
        return 2;
    try {
        const shm::client client(argument[1]);
        const auto message = client.get<shm_demo_message>(0);
        if (std::memcmp(&message, client.data(), sizeof message) != 0 || client.size() != SHM_DEMO_SIZE)
            return std::fputs("the copy is not what is mapped\n", stderr), 1;
        std::printf("%s%d%c%d%c%c%g%c%c%s\n", client.get_string(offsetof(shm_demo_message, title)).c_str(),
                    message.numerator, message.slash, message.denominator, message.equals1, message.equals2,
                    message.quotient, message.newline1, message.newline2, message.goodbye);
    } catch (const shm::error &refusal) {
        std::fprintf(stderr, "%d: %s\n", refusal.status(), refusal.what());
        return 1;
    }
    return 0;
}
