/**
 * Faults around a real backend: the same program, on real sockets that behave badly.
 *
 * <p>A {@code Chaos} is a backend that passes everything on to another, and in between shortens, refuses, delays and
 * resets. Thread rule: as in {@code io.miou.spi}.
 */
@NullMarked
package io.miou.testkit.chaos;

import org.jspecify.annotations.NullMarked;
