/*
 * shmnative/lent.h - an end of a channel whose positions its user has: what the library and shmnative_inline.h share.
 */
