/**
 * The sockets of a simulated world: streams, listeners and datagram sockets that exist in memory only, behind the
 * interfaces of {@code io.miou.spi}.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>net</dt><dd>what connects the sockets of a world: who listens where, who cannot reach whom, how many sockets are
 * open.</dd>
 * <dt>pipe</dt><dd>one direction of a connection: bytes on their way, and bytes that have arrived.</dd>
 * <dt>host</dt><dd>an internet address. Hosts can be cut off from each other.</dd>
 * </dl>
 *
 * <h2>Thread rule</h2>
 * Everything is for whoever has the turn in the world (see {@code io.miou.testkit.turns}), but for what the interfaces
 * of the SPI allow any thread to read: that is volatile or final.
 */
@NullMarked
package io.miou.testkit.network;

import org.jspecify.annotations.NullMarked;
