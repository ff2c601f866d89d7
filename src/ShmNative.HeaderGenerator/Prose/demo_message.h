/*
 * demo_message.h - what shm-server and shm-client show when they are told nothing else.
 */
