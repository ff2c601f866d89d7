/*
 * shmnative.hpp - shmnative.h for C++17 and later: handles that close themselves, typed messages and values.
 *
 *     shm::publisher<double> publisher("prices");
 *     publisher.send(22 / 7.0);
 *
 *     shm::subscriber<double> subscriber("prices");
 *     for (auto &price : subscriber)
 *         use(*price);
 *
 * Every operation has two forms. The plain one waits as long as it takes, and throws shm::error, a std::system_error.
 * The one called try_... waits for the time given, at first not at all, returns the status, and throws nothing.
 *
 * A message costs no call into the library while there is room, or a message: the ends of channels work by
 * shmnative_inline.h, and pass to the library and back when they wait, end or close. An end whose native_handle or
 * poll_fd is asked for, or that is put into a wait set, stays with the library from then on.
 *
 * Claims and messages end before the end of the channel that they are of is destroyed.
 */
#ifndef SHMNATIVE_HPP
#define SHMNATIVE_HPP

#include "shmnative/channels.hpp"
#include "shmnative/primitives.hpp"
#include "shmnative/segments.hpp"
#include "shmnative/waiting.hpp"

#endif
