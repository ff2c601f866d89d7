#include "job.h"
#include <shmnative.hpp>

int main()
{
    shm::producer<job> producer("jobs");
    for (int i = 1; i <= 3; i++)
        producer.send({i, 0.5 * i});
    producer.end();
}
