/*
 * job.h: the structs that JobProducer shares. Generated from its C# sources by ShmNative; changes would be
 * lost.
 */
#ifndef JOB_H
#define JOB_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include <shmnative.h>

typedef struct job {
    int32_t number;
    double weight;
} job;

static_assert(sizeof(job) == 16, "job: size");
static_assert(offsetof(job, number) == 0, "job.number: offset");
static_assert(offsetof(job, weight) == 8, "job.weight: offset");

/** The fields of job, as a channel's header has them. */
static const shm_field job_fields[] = {
    {SHM_TYPE_INT32, 4, 0, 4, "number"},
    {SHM_TYPE_DOUBLE, 8, 8, 8, "weight"},
};

/** What the ends of such a channel are opened with. */
static const shm_type job_type = {sizeof(shm_type), 2, "job", sizeof(job), job_fields};

#ifdef __cplusplus
/* The typed ends of shmnative.hpp know the structs, for example shm::consumer<job>. */
namespace shm
{
template <class T>
struct type_of;

template <>
struct type_of<::job> {
    static constexpr const char *name = "job";
    static constexpr struct {
        const shm_field *data() const { return job_fields; }
        size_t size() const { return 2; }
    } fields{};
};

} // namespace shm
#endif

#endif
