/**
 * What the native backends have in common, written once.
 *
 * <h2>Scope</h2>
 * A domain drives an {@link io.netty.channel.IoHandler} of Netty's from its own loop and calls
 * {@code io.netty.channel.unix.Socket} directly: no handle, pipeline or event loop of Netty's is in between. What
 * epoll and kqueue do differently is a {@link io.miou.backend.netty.NativeTransport}.
 *
 * <h2>Thread rule</h2>
 * As in {@code io.miou.spi}: everything is confined to the domain's thread, but for {@code wakeup} and what the
 * interfaces say may be read from any thread.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>edge</dt><dd>a report that something has become ready. It comes once; whoever does not use it up must remember
 * it.</dd>
 * <dt>registration</dt><dd>a handle's link to its domain's poller: once, for both directions, until it leaves.</dd>
 * <dt>due</dt><dd>a watch whose edge came before it; the next poll calls it.</dd>
 * <dt>ended</dt><dd>the peer has closed its side, or the connection is broken: its edge is spent.</dd>
 * </dl>
 */
@NullMarked
package io.miou.backend.netty;

import org.jspecify.annotations.NullMarked;
