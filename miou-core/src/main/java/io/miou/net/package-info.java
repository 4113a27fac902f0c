/**
 * Sockets in direct style: a call returns when it is done, and meanwhile the domain runs other fibers.
 *
 * <p>Every socket is a {@link io.miou.Resource}, owned by the task that opened it. Whatever moves bytes or changes an option or a
 * state checks ownership first ({@link io.miou.NotOwnerError}); addresses and {@code toString} may be read by any task. What
 * the network does is an {@link java.io.IOException}; the end of a stream is -1. A socket that is given to a task on another
 * domain moves to that domain's poller.
 *
 * <p>Words:
 * <dl>
 * <dt>stream</dt><dd>bytes in order, by TCP or in the Unix domain: {@link io.miou.net.TcpStream}, from a
 * {@link io.miou.net.TcpListener} or by a connect.</dd>
 * <dt>datagram</dt><dd>a message that arrives whole or not at all: {@link io.miou.net.UdpSocket}.</dd>
 * <dt>peer</dt><dd>the other end of a stream, or the only one that a connected datagram socket listens to.</dd>
 * <dt>region</dt><dd>a part of a file that a stream sends or fills, and that knows how far it has come:
 * {@link io.miou.net.FileRegion}.</dd>
 * </dl>
 *
 * <p>What waits for something else than the network is done by other threads: files are read and written by those of
 * {@code Miou.blocking}, names are resolved by threads of the process. The domain runs other fibers meanwhile.
 *
 * <p>One task reads and one writes at a time: a second is a {@link java.nio.channels.ReadPendingException} or
 * {@link java.nio.channels.WritePendingException}. A task that waits on a socket which its owner closes gets an
 * {@link java.nio.channels.AsynchronousCloseException}; the last owner gets {@link java.nio.channels.ClosedChannelException}
 * from then on (rules 26 and 27).
 */
@NullMarked
package io.miou.net;

import org.jspecify.annotations.NullMarked;
