/*
 * shmnative_layout.h - the bytes that programs share, for those that speak them with the library or without it.
 *
 * Numbers are in the byte order of the machine. Sizes and offsets never change within a layout version.
 */
