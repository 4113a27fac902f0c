/**
 * The common code of the native backends.
 *
 * <h2>Scope</h2>
 * A domain drives an {@link io.netty.channel.IoHandler} of Netty's from its own loop and calls
 * {@code io.netty.channel.unix.Socket} directly: no handle, pipeline or event loop of Netty's is in between. The
 * differences between epoll and kqueue are in {@link io.miou.backend.netty.NativeTransport}.
 *
 * <h2>Thread rule</h2>
 * The rule of {@code io.miou.spi}: everything is confined to the domain's thread. The exceptions are {@code wakeup} and
 * the methods that any thread may call by their interface.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>edge</dt><dd>a report that something has become ready. It comes once. A reader that does not use it up must
 * remember it.</dd>
 * <dt>registration</dt><dd>a handle's link to its domain's poller: once, for both directions, until it leaves.</dd>
 * <dt>due</dt><dd>a watch whose edge came before it; the next poll calls it.</dd>
 * <dt>ended</dt><dd>the peer has closed its side, or the connection is broken: no further edge follows.</dd>
 * </dl>
 */
@NullMarked
package io.miou.backend.netty;

import org.jspecify.annotations.NullMarked;
