/**
 * The load generator: many connections to a server on one thread, as cheap for each message as the machine allows, so
 * that the server and not the client is what is measured.
 *
 * <p>A <em>message</em> is a number of bytes. A number of bytes must come back for it: the same ones from an echo
 * server, an answer from another server. Every byte is compared. A <em>wire</em> moves the bytes
 * ({@link io.miou.benchmarks.load.Wire}). A <em>load</em> decides when the next message is sent
 * ({@link io.miou.benchmarks.load.Load}): in a closed loop when the last one has come back, in an open one at a fixed
 * rate, whatever the server does. Its result is an {@link io.miou.benchmarks.load.Interval}.
 *
 * <p>Everything here belongs to the thread that made it.
 */
package io.miou.benchmarks.load;
