/*
 * shmnative/end_states.hpp - an end of a channel between the inline calls and the library; a part of shmnative.hpp.
 *
 * An end is lent to the inline calls when it is opened. They go to the library and come back by themselves when they
 * have to. A call that is only the library's takes the end back, and the next one that has an inline form lends it
 * again. What cannot be lent stays with the library: a value's writer, and an end whose handle was given out.
 */
#ifndef SHMNATIVE_END_STATES_HPP
#define SHMNATIVE_END_STATES_HPP

#include <new>

#include "../shmnative_inline.h"
#include "channel_types.hpp"

namespace shm
{

namespace detail
{

/** What senders and receivers have in common. It stays where it is when its end is moved: claims and messages know it.
 */
template <class Handle, class Lent, int (*Lend)(Handle *, Lent *), int (*TakeBack)(Handle *, const Lent *),
          int (*Close)(Handle *)>
class end_state
{
public:
    Handle *handle() const noexcept { return handle_; }

    void open(Handle *handle) noexcept
    {
        handle_ = handle;
        stays_ = false;
        (void)lend();
    }

    /** Takes it back, for a call of the library's: 0, or why that cannot be. */
    int take_back() noexcept
    {
        if (!is_lent_)
            return 0;
        const int status = TakeBack(handle_, &lent_);
        is_lent_ = status != 0;
        return status;
    }

    /** From here on all calls are the library's. */
    Handle *keep() noexcept
    {
        if (handle_ != nullptr && take_back() == 0)
            stays_ = true;
        return handle_;
    }

    int close() noexcept
    {
        if (handle_ == nullptr)
            return 0;
        (void)take_back(); // what it holds is given back in order
        is_lent_ = false;
        stays_ = true;
        return Close(std::exchange(handle_, nullptr));
    }

protected:
    /** Whether a call may be an inline one. */
    bool is_inline() noexcept { return SHM_INLINE_LIKELY(is_lent_) || (!stays_ && lend()); }

    Lent lent_{};

private:
    SHM_INLINE_COLD bool lend() noexcept
    {
        lent_.struct_size = sizeof lent_;
        const int status = Lend(handle_, &lent_);
        stays_ = status == SHM_WRONG_KIND;
        return is_lent_ = status == 0;
    }

    Handle *handle_ = nullptr;
    bool is_lent_ = false;
    bool stays_ = true;
};

class sender_state
    : public end_state<shm_sender, shm_lent_sender, shm_sender_lend, shm_sender_take_back, shm_sender_close>
{
public:
    int send(const void *data, std::size_t length, std::uint32_t tag, std::int64_t wait) noexcept
    {
        return is_inline() ? shm_inline_send(&lent_, data, length, tag, wait)
                           : shm_sender_send(handle(), data, length, tag, wait);
    }

    int send_many(const void *messages, std::size_t size, std::size_t count, std::int64_t wait) noexcept
    {
        return is_inline() ? shm_inline_send_many(&lent_, messages, size, count, wait)
                           : shm_sender_send_many(handle(), messages, size, count, wait);
    }

    int claim(void **data, std::size_t *capacity, std::int64_t wait) noexcept
    {
        const int status = is_inline() ? shm_inline_claim(&lent_, data, capacity, wait)
                                       : shm_sender_claim(handle(), data, capacity, wait);
        if (status == 0)
            claims_made_++;
        return status;
    }

    /** Commits a claim, of which only the oldest can be now. */
    int commit(std::uint64_t number, std::size_t length, std::uint32_t tag) noexcept
    {
        if (number <= claims_done_)
            return SHM_NO_CLAIM;
        if (number != claims_done_ + 1)
            return SHM_INVALID_ARGUMENT;
        const int status =
            is_inline() ? shm_inline_commit(&lent_, length, tag) : shm_sender_commit(handle(), length, tag);
        claims_done_ += status == 0;
        return status;
    }

    /** Gives up a claim, with all others. */
    void abort(std::uint64_t number) noexcept
    {
        if (number <= claims_done_ || handle() == nullptr)
            return;
        if ((is_inline() ? shm_inline_abort(&lent_) : shm_sender_abort(handle())) == 0)
            claims_done_ = claims_made_;
    }

    /** The number of the newest claim. */
    std::uint64_t claims() const noexcept { return claims_made_; }

private:
    std::uint64_t claims_made_ = 0;
    std::uint64_t claims_done_ = 0;
};

class receiver_state
    : public end_state<shm_receiver, shm_lent_receiver, shm_receiver_lend, shm_receiver_take_back, shm_receiver_close>
{
public:
    int receive(void *buffer, std::size_t size, shm_message *message, std::int64_t wait) noexcept
    {
        if (is_inline() && !holds())
            return shm_inline_receive(&lent_, buffer, size, message, wait);
        const int status = take_back(); // a message goes before those that are held
        return status != 0 ? status : shm_receiver_receive(handle(), buffer, size, message, wait);
    }

    int receive_many(void *buffer, std::size_t size, shm_message *messages, std::size_t count,
                     std::int64_t wait) noexcept
    {
        if (is_inline() && !holds())
            return shm_inline_receive_many(&lent_, buffer, size, messages, count, wait);
        const int status = take_back();
        return status != 0 ? status : shm_receiver_receive_many(handle(), buffer, size, messages, count, wait);
    }

    int take(shm_message *message, std::int64_t wait) noexcept
    {
        return is_inline() ? shm_inline_take(&lent_, message, wait) : shm_receiver_take(handle(), message, wait);
    }

    /** Gives a message back, in any order. */
    void release(const shm_message &message) noexcept
    {
        if (is_inline() && message.number == lent_.freed)
            (void)shm_inline_release(&lent_);
        else if (handle() != nullptr && take_back() == 0)
            (void)shm_receiver_release_message(handle(), &message);
    }

private:
    bool holds() const noexcept { return lent_.taken != lent_.freed; }
};

/** The sole owner of such a state; one that is closed for those that were never opened or are moved from. */
template <class State, class Handle, int (*Cancel)(Handle *), int (*Info)(Handle *, shm_channel_info *),
          int (*PollFd)(Handle *)>
class state_owner
{
public:
    state_owner() noexcept = default;
    state_owner(state_owner &&other) noexcept : state_(std::exchange(other.state_, &closed_)) {}
    state_owner &operator=(state_owner &&other) noexcept
    {
        if (this != &other)
            replace(std::exchange(other.state_, &closed_));
        return *this;
    }
    state_owner(const state_owner &) = delete;
    state_owner &operator=(const state_owner &) = delete;
    ~state_owner() { replace(&closed_); }

    [[nodiscard]] explicit operator bool() const noexcept { return state_->handle() != nullptr; }

    /** Ends the wait that this end is in, or else its next one. From any thread, as long as this object stays. */
    [[nodiscard]] int try_cancel() noexcept { return Cancel(state_->handle()); }
    void cancel() { check(try_cancel()); }

    /** What the channel is and how it is doing. */
    [[nodiscard]] shm_channel_info info() const
    {
        shm_channel_info result = SHM_CHANNEL_INFO_INIT;
        check(state_->take_back());
        check(Info(state_->handle(), &result));
        return result;
    }

    /** The handle, for calls of shmnative.h; still owned here. From here on this end's calls are the library's. */
    [[nodiscard]] Handle *native_handle() noexcept { return state_->keep(); }

    /** A descriptor for poll(2), epoll(7), select(2) and event loops; see "Waiting on many" in shmnative.h. */
    [[nodiscard]] int poll_fd() { return check(PollFd(native_handle())); }

    [[nodiscard]] int try_close() noexcept { return state_->close(); }
    void close() { check(try_close()); }

protected:
    /** Opens it by a call that is given the place for the handle. */
    template <class Open>
    int open_by(Open open) noexcept
    {
        State *const state = new (std::nothrow) State();
        if (state == nullptr)
            return SHM_NOT_ENOUGH_MEMORY;
        Handle *handle = nullptr;
        const int status = open(&handle);
        if (status != 0) {
            delete state;
            return status;
        }
        state->open(handle);
        replace(state);
        return status;
    }

    State &state() const noexcept { return *state_; }

private:
    void replace(State *state) noexcept
    {
        State *const old = std::exchange(state_, state);
        (void)old->close();
        if (old != &closed_)
            delete old;
    }

    inline static State closed_; // nobody writes to it: all threads' closed ends have it

    State *state_ = &closed_;
};

} // namespace detail

} // namespace shm

#endif
