// A ring of four slots, seen from both ends: it fills up, a message is taken, and its slot is used again.
#include <iostream>
#include <shmnative.hpp>

int main()
try {
    shm::channel_options small;
    small.slots = 4;
    shm::producer<int> producer("ring", small);
    shm::consumer<int> consumer("ring");

    const int *first = nullptr;
    int sent = 0;
    for (shm::claim<int> slot; producer.try_claim(slot) == 0; slot.commit()) {
        if (!first)
            first = &*slot;
        *slot = ++sent; // in place: nothing is copied
    }
    std::cout << "full after " << sent << '\n';
    {
        const shm::message<int> message = consumer.take();
        std::cout << "took " << *message << " from where it lies\n";
    }
    const shm::claim<int> slot = producer.claim();
    std::cout << sent + 1 << " goes into " << (&*slot == first ? "the same" : "another") << " slot\n";
} catch (const shm::error &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
