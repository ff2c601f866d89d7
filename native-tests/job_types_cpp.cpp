// The struct of the job examples from C++: the typed ends take name and fields from the generated header.
#include "check.h"
#include "job.h"
#include <cstring>
#include <shmnative.hpp>
#include <string>
#include <unistd.h>

int main()
{
    const std::string name = "shmnative-cpp-job-" + std::to_string(getpid());
    shm::producer<job> producer(name);
    shm::consumer<job> consumer(name);
    job found{};
    producer.send(job{1, 2.5});
    CHECK_EQUAL(consumer.try_receive(found), 0);
    CHECK(found.number == 1 && found.weight == 2.5);

    shm_field fields[2];
    CHECK_EQUAL(shm_channel_fields(name.c_str(), fields, 2), 2);
    CHECK(std::memcmp(fields, job_fields, sizeof fields) == 0);
    return check_failures != 0;
}
