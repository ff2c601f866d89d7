// Waits for two queues in one call, until both have ended.
#include <iostream>
#include <shmnative.hpp>
#include <string_view>

int main()
try {
    const char *names[] = {"orders", "prices"};
    shm::endpoint_options either_first;
    either_first.wait_for_peer = true;
    either_first.creation = shm::channel_options();
    shm::consumer<> consumers[] = {shm::consumer<>(names[0], either_first), shm::consumer<>(names[1], either_first)};
    shm::wait_set set;
    set.add(consumers[0], 0);
    set.add(consumers[1], 1);
    for (int open = 2; open > 0;)
        for (const shm_ready &ready : set.wait()) {
            shm::message<> message;
            if (const int status = consumers[ready.tag].try_take(message); status == 0) {
                std::cout << names[ready.tag] << ": "
                          << std::string_view(static_cast<const char *>(message.data()), message.size());
            } else if (status == SHM_CLOSED) {
                std::cout << names[ready.tag] << ": the end\n";
                set.remove(ready.tag);
                open--;
            }
        }
} catch (const shm::error &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
