// hold_cpp SECONDS: takes a message of a queue, and is done with it after so many seconds.
#include <chrono>
#include <iostream>
#include <shmnative.hpp>
#include <string>
#include <string_view>
#include <thread>

int main(int argc, char **argv)
try {
    shm::endpoint_options patient;
    patient.wait = std::chrono::seconds(10);
    shm::consumer<> consumer("held", patient);
    const shm::message<> message = consumer.take();
    std::cout << "C++ has " << std::string_view(static_cast<const char *>(message.data()), message.size())
              << (message.is_redelivered() ? ", which another had when it died" : "") << std::endl;
    std::this_thread::sleep_for(std::chrono::seconds(argc > 1 ? std::stoi(argv[1]) : 0));
} catch (const shm::error &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
