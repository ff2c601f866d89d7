// This library through its C calls, message by message.
#include "library.h"

int main(int argc, char **argv)
{
    return bench::run<bench::Library>(argc, argv);
}
