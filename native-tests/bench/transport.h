// What a contender of the benchmark says of its transport: a struct like Transport, with
//
//   class Sender     Sender(const Channel &), void start(), bool try_send(const void *, size_t)
//   class Receiver   Receiver(const Channel &), void start(), bool try_receive(void *, size_t),
//                    void wait(void *, size_t)
//   static void clean(const std::string &channel)
//
// start() runs when all parties are there; try forms return false when there is no room or no message; wait() sleeps
// until there is a message; clean() removes what a killed contender left. A transport may block in try_send.
#pragma once

#include "harness.h"

namespace bench
{

// One direction of one conversation, as a transport's Sender and Receiver get it.
struct Channel {
    std::string name;
    std::size_t size;
    std::size_t slots;
    unsigned senders;   // how many there will be
    unsigned receivers; // and of these
    unsigned index;     // which of the receivers this one is
    bool host;          // this end is opened first, and creates what is shared
    bool paced;         // no message is sent before the last one was answered: nothing can overflow
    bool blocking;      // the receiver sleeps in the kernel
};

// What else it can do.
struct Transport {
    // False: it has threads of its own, which a polling caller would keep off the core.
    static constexpr bool polls = true;

    // Several senders to one channel, and several receivers that all get every message. Without, there are several
    // channels.
    static constexpr bool shares_senders = false;
    static constexpr bool shares_receivers = false;

    // Sender: void *claim(size_t), void commit(size_t); Receiver: const void *take(), void release(); NULL: not now.
    static constexpr bool in_place = false;

    // A message may be held back until there are more: Sender: bool try_flush(size_t). For streams only.
    static constexpr bool in_batches = false;

    // Its memory is the kernel's and is not seen in the process.
    static constexpr bool in_kernel = false;

    // Opening an end means that the other side is reached.
    static constexpr bool attaches = true;

    // static void call(): the smallest exported function.
    static constexpr bool has_call = false;
};

} // namespace bench
