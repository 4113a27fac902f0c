/**
 * The portable backend, {@code nio}.
 *
 * <h2>Scope</h2>
 * One {@link java.nio.channels.Selector} per domain, streams and listeners over TCP and in the Unix domain, datagrams
 * over UDP. Nothing here is public API: it is found by {@link java.util.ServiceLoader} and used through
 * {@code io.miou.spi}.
 *
 * <h2>Thread rule</h2>
 * The rule of {@code io.miou.spi}: everything is confined to the domain's thread. The exceptions are {@code wakeup} and
 * the methods that any thread may call by their interface.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>interest</dt><dd>the readiness that the selector is asked to look for. It outlives the watch that set it.</dd>
 * <dt>registration</dt><dd>a handle's link to its domain's selector: its key and its two watches.</dd>
 * </dl>
 */
@NullMarked
package io.miou.backend.nio;

import org.jspecify.annotations.NullMarked;
