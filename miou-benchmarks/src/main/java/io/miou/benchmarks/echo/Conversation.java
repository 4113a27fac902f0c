package io.miou.benchmarks.echo;

import java.io.IOException;

/**
 * The service of a server to a client.
 *
 * @param <C> the connection
 */
@FunctionalInterface
interface Conversation<C> {

    /**
     * Serves one client, in its own fiber or thread, until the client has ended its side. The caller closes the
     * connection.
     */
    void hold(C client) throws IOException;
}
