/**
 * The sockets of a simulated world: streams, listeners and datagram sockets that exist in memory only, behind the
 * interfaces of {@code io.miou.spi}.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>net</dt><dd>the connection of all sockets of a world: which listens where, which cannot reach which, how many are
 * open.</dd>
 * <dt>pipe</dt><dd>one direction of a connection: bytes on their way, and bytes that have arrived.</dd>
 * <dt>host</dt><dd>an internet address. Hosts can be cut off from each other.</dd>
 * </dl>
 *
 * <h2>Thread rule</h2>
 * Everything is confined to the domain that has the turn in the world (see {@code io.miou.testkit.turns}). The
 * exception is state that any thread may read by the interfaces of the SPI: that is volatile or final.
 */
@NullMarked
package io.miou.testkit.network;

import org.jspecify.annotations.NullMarked;
