/**
 * Netty's decoders and encoders in direct style. A {@link io.miou.codec.Codec} names the handlers of a protocol;
 * {@link io.miou.codec.CodecStream} drives them over any {@link io.miou.net.ByteStream}, without an event loop of
 * Netty's: {@code receive} suspends for the next message, {@code send} for room.
 *
 * <h2>Threads</h2>
 * A codec may be used by any thread. A stream belongs to a task, as every resource; its owner and borrowers run on one
 * domain, and so do its handlers.
 *
 * <h2>Not in scope</h2>
 * Protocols themselves: they come from Netty's modules, such as {@code netty-codec-http}. Nor child channels.
 */
@NullMarked
package io.miou.codec;

import org.jspecify.annotations.NullMarked;
