#include "job.h"
#include <iostream>
#include <shmnative.hpp>

int main()
{
    shm::endpoint_options either_first;
    either_first.wait_for_peer = true;
    either_first.creation = shm::channel_options();
    shm::consumer<job> consumer("jobs", either_first);
    for (const auto &next : consumer)
        std::cout << "job " << next->number << " weighs " << next->weight << '\n';
}
