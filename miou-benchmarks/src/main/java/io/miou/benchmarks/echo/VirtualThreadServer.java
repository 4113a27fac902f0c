package io.miou.benchmarks.echo;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The server on the JDK's virtual threads, one for each connection. */
final class VirtualThreadServer {

    private VirtualThreadServer() {
    }

    /** Serves until standard input ends, which ends the program. */
    static void run(Conversation<SocketChannel> conversation) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open().bind(Standing.freePort(), Standing.BACKLOG);
        Thread.startVirtualThread(() -> accept(listener, conversation));
        Standing.announce(listener.getLocalAddress());
        Standing.awaitEnd();
        System.exit(0);
    }

    private static void accept(ServerSocketChannel listener, Conversation<SocketChannel> conversation) {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Thread.startVirtualThread(() -> hold(conversation, client));
            }
        } catch (IOException e) {
            throw new IllegalStateException("nobody can be accepted any more; start the server again", e);
        }
    }

    private static void hold(Conversation<SocketChannel> conversation, SocketChannel client) {
        try (client) {
            conversation.hold(client);
        } catch (ProtocolException e) {
            Standing.refuse(e);
        } catch (IOException e) {
            // The client has gone without a goodbye.
        }
    }
}
