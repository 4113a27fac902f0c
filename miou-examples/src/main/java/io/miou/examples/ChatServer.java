package io.miou.examples;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.codec.Codec;
import io.miou.codec.CodecStream;
import io.miou.net.ByteStream;
import io.miou.sync.Channel;
import io.miou.sync.ChannelClosedException;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A chat room on WebSocket: what one member says, all members read. Connect with {@code ws://127.0.0.1:8081/chat}. Each
 * member has a queue and a fiber that writes from it. A member who does not read is shown out when the queue is full,
 * so nobody waits for the slowest.
 */
public final class ChatServer {

    private static final int LONGEST_TEXT = 1 << 12;
    private static final int UNREAD = 100;

    /** User events too are received, so the messages have no common class: the first tells that a member is in. */
    private static final Codec<Object, WebSocketFrame> CHAT = Codec.pipeline(Object.class, WebSocketFrame.class,
            HttpServerCodec::new, () -> new HttpObjectAggregator(LONGEST_TEXT),
            () -> new WebSocketServerProtocolHandler("/chat", null, false, LONGEST_TEXT));

    /** The members, who are on all domains. */
    private final Set<Channel<String>> members = ConcurrentHashMap.newKeySet();

    private ChatServer() {
    }

    private void serve(ByteStream client) throws IOException {
        try (CodecStream<Object, WebSocketFrame> chat = CHAT.over(client);
                Channel<String> unread = Channel.of(UNREAD)) {
            Promise<Void> writer = Miou.task().named("writer").lend(chat).async(() -> write(chat, unread));
            try {
                for (Object next = chat.receive(); next != null; next = chat.receive()) {
                    switch (next) {
                        case WebSocketServerProtocolHandler.HandshakeComplete _ -> members.add(unread);
                        case TextWebSocketFrame said -> say(said.text());
                        default -> {
                            // Pings are answered by the handler. There are no binary texts here.
                        }
                    }
                }
            } finally {
                members.remove(unread);
                writer.cancel();
            }
        }
    }

    /** Puts a text into the queues of all members. Never waits. */
    private void say(String text) {
        for (Channel<String> member : List.copyOf(members)) {
            try {
                if (!member.trySend(text)) {
                    member.close();
                }
            } catch (ChannelClosedException _) {
                // Has just left.
            }
        }
    }

    private static void write(CodecStream<Object, WebSocketFrame> chat, Channel<String> unread) throws IOException {
        for (String text : unread) {
            chat.sendAndFlush(new TextWebSocketFrame(text));
        }
        chat.sendAndFlush(new CloseWebSocketFrame(1008, "too slow"));
    }

    /**
     * Starts the server.
     *
     * @param args the port (8081; 0 for any)
     */
    public static void main(String[] args) {
        ServerMain.serve("ChatServer", 8081, args, new ChatServer()::serve);
    }
}
