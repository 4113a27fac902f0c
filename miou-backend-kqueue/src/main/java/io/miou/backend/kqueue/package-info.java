/**
 * The native backend {@code kqueue}, for macOS: the parts that it does not share with the other native backends.
 * Nothing here is public API: it is found by {@link java.util.ServiceLoader} and used through {@code io.miou.spi}.
 * Words and the thread rule are those of {@code io.miou.backend.netty}.
 */
@NullMarked
package io.miou.backend.kqueue;

import org.jspecify.annotations.NullMarked;
