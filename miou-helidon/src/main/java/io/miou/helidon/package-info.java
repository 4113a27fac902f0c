/**
 * Serves HTTP/1.1, HTTP/2 and WebSocket with the connections of <a href="https://helidon.io">Helidon</a>: its routing
 * and its protocols, on sockets, tasks and the clean end of Miou's {@link io.miou.net.Server}.
 *
 * <p>Not in scope: Helidon's own listeners ({@code WebServer.start}) and what belongs to them. A client needs nothing
 * of this package; the guide's chapter on HTTP says how to call one from a fiber.
 */
@NullMarked
package io.miou.helidon;

import org.jspecify.annotations.NullMarked;
