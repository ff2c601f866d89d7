#include "job.h"
#include <iostream>
#include <shmnative.hpp>

int main()
{
    shm::consumer<job> consumer("jobs", {SHM_ENDPOINT_WAIT_FOR_PEER, shm::channel_options{}});
    while (auto next = consumer.receive())
        std::cout << "job " << next->number << " weighs " << next->weight << '\n';
}
