/**
 * The native backend {@code epoll}, for Linux: the parts that it does not share with the other native backends. Nothing
 * here is public API: it is found by {@link java.util.ServiceLoader} and used through {@code io.miou.spi}. Words and
 * the thread rule are those of {@code io.miou.backend.netty}.
 */
@NullMarked
package io.miou.backend.epoll;

import org.jspecify.annotations.NullMarked;
