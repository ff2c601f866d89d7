// shmnative_inline.h in C++: the same test.
#include "inline.c"
