// Mistakes that do not compile. "REFUSED CASE: TEXT" in a comment: with CASE defined, the compiler refuses this file,
// and says TEXT. Without any case it compiles. See scripts/refused.sh.
#include <shmnative.hpp>

using namespace std::chrono_literals;

int mistakes(shm::server &server, shm::publisher<double> &publisher, shm::consumer<double> &consumer,
             shm::value_reader<double> &reader, shm::wait_set &set)
{
    double number = 0;
    shm::endpoint_options options;
    shm::event event(server, 0);
    int status = publisher.try_send(1.5, 5ns, shm::tag(5)) | consumer.try_receive(number, 1s);
    status |= reader.try_receive(number, shm::forever) | event.try_wait(1ms);

#ifdef TAG_FOR_TIMEOUT // REFUSED TAG_FOR_TIMEOUT: convert|no (matching|viable)
    status |= publisher.try_send(1.5, 5);
#endif
#ifdef TAG_IN_PLACE_OF_TIMEOUT // REFUSED TAG_IN_PLACE_OF_TIMEOUT: convert|no (matching|viable)
    status |= publisher.try_send(1.5, shm::tag(5));
#endif
#ifdef NUMBER_FOR_TAG // REFUSED NUMBER_FOR_TAG: convert|no (matching|viable)
    publisher.send(1.5, 5);
#endif
#ifdef TIMEOUT_FOR_TAG // REFUSED TIMEOUT_FOR_TAG: convert|no (matching|viable)
    publisher.send(1.5, 5ms);
#endif
#ifdef NUMBER_FOR_TIMEOUT // REFUSED NUMBER_FOR_TIMEOUT: convert|no (matching|viable)
    status |= consumer.try_receive(number, 1000);
#endif
#ifdef INFINITE_FOR_TIMEOUT // REFUSED INFINITE_FOR_TIMEOUT: convert|no (matching|viable)
    status |= reader.try_receive(number, SHM_INFINITE);
#endif
#ifdef NUMBER_FOR_WAIT_OF_EVENT // REFUSED NUMBER_FOR_WAIT_OF_EVENT: convert|no (matching|viable)
    status |= event.try_wait(1000);
#endif
#ifdef NUMBER_FOR_WAIT_OF_SET // REFUSED NUMBER_FOR_WAIT_OF_SET: convert|no (matching|viable)
    status |= set.wait(1000).empty();
#endif
#ifdef NUMBER_FOR_WAIT_OF_OPTIONS // REFUSED NUMBER_FOR_WAIT_OF_OPTIONS: no (match|viable)
    options.wait = 1000;
#endif
#ifdef NUMBER_FOR_WAIT_OF_CLIENT // REFUSED NUMBER_FOR_WAIT_OF_CLIENT: no matching
    shm::client client("posix:/x", 1000);
#endif
#ifdef FLAGS_FOR_OPTIONS // REFUSED FLAGS_FOR_OPTIONS: no matching
    shm::server other("posix:/x", 64, SHM_CREATE_HIDDEN);
#endif
#ifdef DROP_STATUS // REFUSED DROP_STATUS: nodiscard
    publisher.try_send(1.5);
#endif
#ifdef DROP_STATUS_OF_C // REFUSED DROP_STATUS_OF_C: nodiscard
    shm_sender_send(publisher.native_handle(), "", 1, 0, 0);
#endif
#ifdef DROP_CLAIM // REFUSED DROP_CLAIM: nodiscard
    publisher.claim();
#endif
#ifdef DROP_MESSAGE // REFUSED DROP_MESSAGE: nodiscard
    consumer.take();
#endif
#ifdef OTHER_TYPE // REFUSED OTHER_TYPE: convert|bind
    publisher.send("text");
#endif
#ifdef POINTERS // REFUSED POINTERS: only plain values mean the same in another process
    shm::publisher<const char *> pointers("pointers");
#endif
#ifdef COPY_AN_END // REFUSED COPY_AN_END: deleted
    shm::consumer<double> copy = consumer;
#endif
#ifdef MUTEX_IN_PUBLISHER // REFUSED MUTEX_IN_PUBLISHER: no matching
    shm::mutex mutex(publisher, 0);
#endif
#ifdef MUTEX_BY_HANDLE // REFUSED MUTEX_BY_HANDLE: convert|no (matching|viable)
    status |= shm_mutex_lock(server.native_handle(), 0, 0);
#endif
#ifdef WAIT_FOR_SERVER // REFUSED WAIT_FOR_SERVER: no matching
    set.add(server, 1);
#endif
    set.add(consumer, 1);
    return status;
}
