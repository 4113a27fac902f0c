package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A page in a browser that talks to its server by WebSocket. */
@Tag("slow")
@Timeout(300)
class BrowserTest {

    private static final String PAGE = """
            <!doctype html><title>echo</title><script>
            const socket = new WebSocket(`ws://${location.host}/echo`);
            const heard = [];
            const tell = words => fetch("/told", {method: "POST", body: words});
            socket.onopen = () => { socket.send("hello"); socket.send("x".repeat(100000)); };
            socket.onmessage = message => {
                heard.push(message.data.length > 10 ? message.data.length : message.data);
                if (heard.length === 2) { socket.close(1000); }
            };
            socket.onclose = event => tell(`${heard.join(" ")} closed ${event.code}`);
            socket.onerror = () => tell("error");
            </script>
            """;

    /** A browser may leave its helpers behind for a moment, which write to its folder. */
    @TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.NEVER)
    static Path folder;

    private static final class Echo implements WsListener {

        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            WsSession _ = session.send(text, last);
        }
    }

    @Test
    void pageInChromium_hearsItsEcho() throws Exception {
        Commands.need("chromium", "chromium");
        CompletableFuture<String> told = new CompletableFuture<>();
        HelidonServer server = HelidonServer.at("127.0.0.1", 0)
                .routing(WsRouting.builder().endpoint("/echo", new Echo()))
                .routing(HttpRouting.builder()
                        .get("/", (_, response) -> response.header(HeaderNames.CONTENT_TYPE, "text/html").send(PAGE))
                        .post("/told", (request, response) -> {
                            told.complete(request.content().as(String.class));
                            response.send();
                        }));
        try (RunningServer running = RunningServer.start(server)) {
            Process browser = new ProcessBuilder("chromium", "--headless", "--no-sandbox", "--disable-gpu",
                    "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0",
                    "--user-data-dir=" + folder.resolve("profile"), running.uri("/").toString())
                    .redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile()).start();
            try {
                assertThat(told.get(120, TimeUnit.SECONDS)).isEqualTo("hello 100000 closed 1000");
            } finally {
                browser.descendants().forEach(ProcessHandle::destroyForcibly);
                browser.destroyForcibly().waitFor();
            }
            assertThat(running.stop().failed()).isZero();
        }
    }
}
