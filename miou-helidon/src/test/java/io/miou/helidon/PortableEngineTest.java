package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.HttpRouting;
import org.junit.jupiter.api.Test;

/**
 * The portable engine, where a fiber that waits in the JDK keeps its domain. Helidon's HTTP/2 waits there: a request
 * for its body, in a queue that the fiber of the connection fills; and writers for each other, in a lock that is held
 * while the socket takes no more. So it is off.
 */
class PortableEngineTest {

    private static String answer(Variant variant, String request) throws Exception {
        try (RunningServer server = RunningServer.start(variant.launcher(), HelidonServer.at("127.0.0.1", 0)
                .routing(HttpRouting.builder().get("/", (_, response) -> response.send("hello"))));
                RawClient client = new RawClient(server)) {
            client.send(request);
            client.socket().shutdownOutput();
            return client.readAll();
        }
    }

    @Test
    void http2_isOffOnThePortableEngineAlone() throws Exception {
        Variant portable = new Variant("portable", "nio");
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        assertThat(answer(portable, preface)).startsWith("HTTP/1.1 505");
        assertThat(answer(portable, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 200");
        assertThat(answer(Variant.STANDARD, preface)).startsWith("\0\0");
    }
}
