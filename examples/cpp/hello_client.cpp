#include <iostream>
#include <shmnative.hpp>

int main()
try {
    shm::client client("posix:/hello");
    std::cout << client.get_string(0) << '\n';
} catch (const shm::error &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
