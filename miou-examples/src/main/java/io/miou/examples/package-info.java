/**
 * Small programs that show the library at work. Each is a main class of its own, to be read from top to bottom; what
 * one of them needs beside Miou is in a class next to it.
 */
@NullMarked
package io.miou.examples;

import org.jspecify.annotations.NullMarked;
