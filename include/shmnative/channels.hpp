/*
 * shmnative/channels.hpp - topics, queues and values; a part of shmnative.hpp. A type of messages is a plain one;
 * without a type, messages are any bytes.
 */
#ifndef SHMNATIVE_CHANNELS_HPP
#define SHMNATIVE_CHANNELS_HPP

#include "readers.hpp"
#include "receivers.hpp"
#include "senders.hpp"

namespace shm
{

/** What a channel is and how it is doing, without opening an end of it. */
[[nodiscard]] inline shm_channel_info channel_stat(const std::string &address)
{
    shm_channel_info result = SHM_CHANNEL_INFO_INIT;
    check(shm_channel_stat(address.c_str(), &result));
    return result;
}

/** Who takes part in a channel. */
[[nodiscard]] inline std::vector<shm_participant_info> channel_participants(const std::string &address)
{
    std::vector<shm_participant_info> result(SHM_CHANNEL_MAX_PARTICIPANTS);
    result.resize(
        static_cast<std::size_t>(check(shm_channel_participants(address.c_str(), result.data(), result.size()))));
    return result;
}

/** The fields of a channel's messages, as its creator gave them; may be none. */
[[nodiscard]] inline std::vector<shm_field> channel_fields(const std::string &address)
{
    std::vector<shm_field> result(SHM_CHANNEL_MAX_SCHEMA_FIELDS);
    result.resize(static_cast<std::size_t>(check(shm_channel_fields(address.c_str(), result.data(), result.size()))));
    return result;
}

/** Remove a channel, also while others use it. */
inline void topic_remove(const std::string &address)
{
    check(shm_topic_remove(address.c_str()));
}
inline void queue_remove(const std::string &address)
{
    check(shm_queue_remove(address.c_str()));
}
inline void value_remove(const std::string &address)
{
    check(shm_value_remove(address.c_str()));
}

} // namespace shm

#endif
