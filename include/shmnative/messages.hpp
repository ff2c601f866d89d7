/*
 * shmnative/messages.hpp - messages where they are, and loops over a stream of them; a part of shmnative.hpp.
 */
#ifndef SHMNATIVE_MESSAGES_HPP
#define SHMNATIVE_MESSAGES_HPP

#include "end_states.hpp"

namespace shm
{

template <class T>
class receiver;

namespace detail
{

/** A message in its slot, given back when it is destroyed, in any order. It ends before its receiver does. */
class message_base
{
public:
    message_base() noexcept = default;
    message_base(message_base &&other) noexcept { *this = std::move(other); }
    message_base &operator=(message_base &&other) noexcept
    {
        if (this != &other) {
            release();
            state_ = std::exchange(other.state_, nullptr);
            message_ = other.message_;
        }
        return *this;
    }
    message_base(const message_base &) = delete;
    message_base &operator=(const message_base &) = delete;
    ~message_base() { release(); }

    [[nodiscard]] explicit operator bool() const noexcept { return state_ != nullptr; }
    [[nodiscard]] std::uint32_t tag() const noexcept { return message_.tag; }
    /** Queue: whether another consumer had taken it, and died. */
    [[nodiscard]] bool is_redelivered() const noexcept { return (message_.flags & SHM_MESSAGE_REDELIVERED) != 0; }

    /** Gives the slot back now. */
    void release() noexcept
    {
        if (state_ != nullptr)
            std::exchange(state_, nullptr)->release(message_);
    }

protected:
    shm_message message_{};

private:
    template <class>
    friend class shm::receiver;

    receiver_state *state_ = nullptr;
};

} // namespace detail

/** A message of type T where it is: check what it says before it is used, and do not look twice. */
template <class T = void>
class [[nodiscard]] message : public detail::message_base
{
public:
    [[nodiscard]] const T &operator*() const noexcept { return *static_cast<const T *>(message_.data); }
    [[nodiscard]] const T *operator->() const noexcept { return static_cast<const T *>(message_.data); }
};

/** A message of any bytes where it is. */
template <>
class [[nodiscard]] message<void> : public detail::message_base
{
public:
    [[nodiscard]] const void *data() const noexcept { return message_.data; }
    [[nodiscard]] std::size_t size() const noexcept { return message_.length; }
#ifdef __cpp_lib_span
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept
    {
        return {static_cast<const std::byte *>(message_.data), message_.length};
    }
#endif
};

namespace detail
{

/** Goes through what an end still receives, each waited for; Next is called with the end, and returns what is false at
 * the end of the stream. */
template <class End, class Item, Item (End::*Next)()>
class stream_iterator
{
public:
    using iterator_concept = std::input_iterator_tag;
    using iterator_category = std::input_iterator_tag;
    using difference_type = std::ptrdiff_t;
    using value_type = Item;
    using pointer = Item *;
    using reference = Item &;

    explicit stream_iterator(End &from) : end_(&from), item_((from.*Next)()) {}

    [[nodiscard]] Item &operator*() const noexcept { return item_; }
    [[nodiscard]] Item *operator->() const noexcept { return &item_; }
    stream_iterator &operator++()
    {
        item_ = Item(); // a message is given back before the next one is waited for
        item_ = (end_->*Next)();
        return *this;
    }
    void operator++(int) { ++*this; }

    friend bool operator==(const stream_iterator &iterator, end_of_stream) noexcept { return !iterator.item_; }
    friend bool operator!=(const stream_iterator &iterator, end_of_stream) noexcept { return !!iterator.item_; }

private:
    End *end_;
    mutable Item item_;
};

} // namespace detail

} // namespace shm

#endif
