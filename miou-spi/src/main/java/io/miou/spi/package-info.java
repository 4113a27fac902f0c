/**
 * The service provider interface between the Miou scheduler and the backends that poll the operating system.
 *
 * <h2>Scope</h2>
 * A <em>backend</em> knows descriptors, readiness and time. It never sees a task, a fiber or an owner: those belong to
 * the scheduler, which calls the backend from a domain's loop. Each domain opens one backend of its own.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>domain</dt><dd>one thread that is scheduler and event loop at once.</dd>
 * <dt>poll</dt><dd>one look at the operating system, which may sleep in the kernel until something is ready.</dd>
 * <dt>readiness</dt><dd>an operation that would have blocked may be tried again. It is a hint: spurious readiness is
 * allowed, missing readiness is not.</dd>
 * <dt>wakeup</dt><dd>ends a poll early, or makes the next one return at once.</dd>
 * <dt>watch</dt><dd>a one-shot request for a notification of readiness in one
 * {@linkplain io.miou.spi.Direction direction} of a handle.</dd>
 * <dt>peer</dt><dd>the other end of a stream, or the only sender whose datagrams a connected socket receives.</dd>
 * <dt>attached</dt><dd>a handle belongs to one backend at a time; only there it can be watched.</dd>
 * </dl>
 *
 * <h2>Thread rule</h2>
 * Everything is confined to the domain (one thread, or several that take turns), except
 * {@link io.miou.spi.Backend#wakeup()} and the methods that say otherwise. The thread that hands a detached handle to
 * another thread publishes it safely; the backend needs no lock.
 *
 * <h2>How to write a backend</h2>
 * <ol>
 * <li>Implement {@link io.miou.spi.Backend}: {@code poll} sleeps no longer than its timeout and calls the
 * {@link io.miou.spi.Readiness} of every watch that became ready; {@code wakeup} is sticky. A backend whose only event
 * is time needs these two and {@code close}: the methods that open sockets have defaults that refuse.</li>
 * <li>For sockets, implement {@link io.miou.spi.StreamHandle} and {@link io.miou.spi.ListenHandle}. Operations make
 * the system call or return {@link io.miou.spi.SocketHandle#WOULD_BLOCK}; they never wait. The caller then asks for a
 * watch, waits for its readiness, and tries again.</li>
 * <li>Register a descriptor with the poller at its first watch, and do not re-arm it for each wait. With edge-triggered
 * readiness, register it once for both directions. Remember an edge that came without a watch:
 * {@link io.miou.spi.SocketHandle#watch} must not lose it.</li>
 * <li>Skip system calls whose result is known. A read shorter than the buffer drained the socket, so the next read may
 *     return {@code WOULD_BLOCK} at once, unless the end of the stream was seen with the data.</li>
 * <li>Never report a clean end of a stream that has failed: {@link io.miou.spi.StreamFailure} remembers.</li>
 * <li>Allocate nothing per event.</li>
 * <li>For datagrams, implement {@link io.miou.spi.DatagramHandle} and {@link io.miou.spi.Backend#bind}. Operations
 * that an operating system or library may lack have a default that reports that: multicast,
 * {@link io.miou.spi.StreamHandle#sendFile} and {@link io.miou.spi.Backend#adopt}.</li>
 * <li>A {@link java.net.UnixDomainSocketAddress} works for streams, in {@code connect} and {@code listen}. The backend
 * neither removes nor inspects an existing file: the scheduler does.</li>
 * <li>Implement {@link io.miou.spi.BackendProvider} and declare it both in {@code module-info.java}
 * ({@code provides}) and in {@code META-INF/services/io.miou.spi.BackendProvider}.</li>
 * <li>Extend {@code io.miou.spi.BackendContractTest} from the test-jar of this module: it checks all of the above that
 * can be seen from outside.</li>
 * </ol>
 *
 * <p>Not in scope: name resolution, files, processes and TLS.
 */
@NullMarked
package io.miou.spi;

import org.jspecify.annotations.NullMarked;
