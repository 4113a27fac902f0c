package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.HttpRouting;
import io.miou.Miou;
import io.miou.net.ServeReport;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Requests of HTTP/1.1 by the JDK's client. */
class Http1Test {

    @Test
    void get_isAnsweredByTheRouting() throws Exception {
        assertAnswers(HelidonServer.at("127.0.0.1", 0));
    }

    @Test
    void longestLimits_areNoLimits() throws Exception {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        assertAnswers(HelidonServer.at("127.0.0.1", 0).requestHead(longest).idle(longest).grace(longest));
    }

    private static void assertAnswers(HelidonServer choices) throws Exception {
        try (RunningServer server = RunningServer.start(choices.routing(HttpRouting.builder()
                .get("/", (request, response) -> response.send("hello from " + Miou.self().name()))))) {
            HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(server.uri("/"))
                    .version(HttpClient.Version.HTTP_1_1).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).startsWith("hello from 127.0.0.1:");
            ServeReport report = server.stop();
            assertThat(report.failed()).isZero();
        }
    }
}
