#include <iostream>
#include <shmnative.hpp>

int main()
try {
    shm::server server("posix:/hello", 64);
    server.put_string(0, "Hello, world");
    std::cout << "Press Enter to remove it.\n";
    std::cin.get();
} catch (const shm::error &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
