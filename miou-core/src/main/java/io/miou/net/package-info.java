/**
 * Sockets in direct style: a call returns when it is done, and the domain runs other fibers meanwhile.
 *
 * <p>Every socket is a {@link io.miou.Resource}, owned by the task that opened it. Operations that move bytes or change
 * an option or a state check ownership first ({@link io.miou.NotOwnerError}). Addresses and {@code toString} may be
 * read by any thread. A failure of the network is an {@link java.io.IOException}; the end of a stream is -1. A socket
 * that is given to a task on another domain moves to that domain's poller.
 *
 * <p>Words:
 * <dl>
 * <dt>stream</dt><dd>bytes in order, by TCP or in the Unix domain: {@link io.miou.net.TcpStream}, opened by a connect
 * or accepted by a {@link io.miou.net.TcpListener}.</dd>
 * <dt>transport</dt><dd>the stream under another one, such as the TCP connection of a
 * {@link io.miou.net.TlsStream}.</dd>
 * <dt>datagram</dt><dd>a message that arrives whole or not at all: {@link io.miou.net.UdpSocket}.</dd>
 * <dt>peer</dt><dd>the other end of a stream, or the one address that a connected datagram socket talks to.</dd>
 * <dt>region</dt><dd>a part of a file that a stream sends or fills, with a position that tells the progress:
 * {@link io.miou.net.FileRegion}.</dd>
 * <dt>server</dt><dd>listeners and the tasks that serve their clients: {@link io.miou.net.Server}.</dd>
 * </dl>
 *
 * <p>Other threads do what waits for something else than the network. The threads of {@code Miou.blocking} read and
 * write files; threads of the process resolve names.
 *
 * <p>One task reads and one task writes at a time. A second one gets {@link java.nio.channels.ReadPendingException} or
 * {@link java.nio.channels.WritePendingException} (rule 27). If the owner closes a socket on which a task waits, that
 * task gets {@link java.nio.channels.AsynchronousCloseException}. The last owner then gets
 * {@link java.nio.channels.ClosedChannelException} (rule 26).
 */
@NullMarked
package io.miou.net;

import org.jspecify.annotations.NullMarked;
