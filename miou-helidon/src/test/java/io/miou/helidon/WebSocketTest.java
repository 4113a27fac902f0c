package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.miou.Miou;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** WebSocket, by the JDK's client. */
class WebSocketTest {

    /** Sends each message back. */
    private static final class Echo implements WsListener {

        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            Miou.sleep(Duration.ofMillis(1));
            WsSession _ = session.send(text, last);
        }

        @Override
        public void onMessage(WsSession session, BufferData bytes, boolean last) {
            WsSession _ = session.send(bytes, last);
        }
    }

    /** Keeps what has come. */
    private static final class Inbox implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
            messages.add(part.remaining() + " bytes");
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            messages.add("closed " + status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            messages.add("error " + error);
        }

        String next() throws InterruptedException {
            return messages.poll(60, TimeUnit.SECONDS);
        }
    }

    private static HelidonServer server() throws Exception {
        return HelidonServer.at("127.0.0.1", 0).routing(WsRouting.builder().endpoint("/echo", new Echo()));
    }

    private static WebSocket connect(HttpClient client, RunningServer server, String scheme, Inbox inbox) {
        return client.newWebSocketBuilder()
                .buildAsync(URI.create(scheme + "://127.0.0.1:" + server.port() + "/echo"), inbox).join();
    }

    @OnEachEngine
    void messages_comeBack(Variant variant) throws Exception {
        for (String scheme : new String[]{"ws", "wss"}) {
            Inbox inbox = new Inbox();
            HelidonServer server = scheme.equals("ws") ? server() : server().tls(Certificates.context());
            try (HttpClient client = HttpClient.newBuilder().sslContext(Certificates.context()).build();
                    RunningServer running = RunningServer.start(variant.launcher(), server)) {
                WebSocket socket = connect(client, running, scheme, inbox);
                String large = "x".repeat(100_000);
                socket.sendText("hello", true).join();
                assertThat(inbox.next()).isEqualTo("hello");
                socket.sendText("in ", false).join();
                socket.sendText("parts", true).join();
                assertThat(inbox.next()).isEqualTo("in parts");
                socket.sendText(large, true).join();
                assertThat(inbox.next()).isEqualTo(large);
                socket.sendBinary(ByteBuffer.allocate(10), true).join();
                assertThat(inbox.next()).isEqualTo("10 bytes");
                socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
                assertThat(inbox.next()).isEqualTo("closed 1000");
                assertThat(running.stop().failed()).isZero();
            }
        }
    }

    @OnEachEngine
    void clientAtAStop_isToldThatTheServerGoesAway(Variant variant) throws Exception {
        Inbox inbox = new Inbox();
        try (HttpClient client = HttpClient.newHttpClient();
                RunningServer running = RunningServer.start(variant.launcher(), server().grace(Duration.ofDays(1)))) {
            WebSocket socket = connect(client, running, "ws", inbox);
            socket.sendText("hello", true).join();
            assertThat(inbox.next()).isEqualTo("hello");
            assertThat(running.stop().served()).isEqualTo(1);
            assertThat(inbox.next()).isEqualTo("closed 1001");
        }
    }

    @OnEachEngine
    void clientThatIsSilent_isClosedAfterTheIdleLimitAlone(Variant variant) throws Exception {
        Inbox inbox = new Inbox();
        try (HttpClient client = HttpClient.newHttpClient();
                RunningServer running = RunningServer.start(variant.launcher(),
                        server().requestHead(Duration.ofMillis(50)).idle(Duration.ofSeconds(3)))) {
            WebSocket socket = connect(client, running, "ws", inbox);
            for (int i = 0; i < 4; i++) {
                Thread.sleep(100);
                socket.sendText("hello", true).join();
                assertThat(inbox.next()).isEqualTo("hello");
            }
            assertThat(inbox.next()).isEqualTo("closed 1001");
        }
    }
}
