/* What is linked into all that Native AOT compiles here: around the runtime, and before it. */
#ifndef RUNTIME_H
#define RUNTIME_H

/*
 * Whether the process has what the runtime needs to start: address space, memory and a thread. The runtime itself ends
 * the process where it has not. 0, or -errno, and why receives what to do.
 */
int runtime_can_start(const char **why);

#endif
