package io.miou.benchmarks.services;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.miou.Miou;
import io.miou.benchmarks.echo.Standing;
import io.miou.helidon.HelidonServer;

/** The same routing of Helidon on the sockets of Miou, or on Helidon's own. */
public final class HelidonProgram {

    private HelidonProgram() {
    }

    private static HttpRouting.Builder routing() {
        return HttpRouting.builder().get("/", (_, response) -> {
            response.header(HeaderNames.CONTENT_TYPE, Answer.TYPE);
            response.send(Answer.BYTES);
        }).get(Answer.JSON_PATH, (_, response) -> {
            response.header(HeaderNames.CONTENT_TYPE, Answer.JSON_TYPE);
            response.send(Answer.json());
        });
    }

    /** @param args {@code miou} or {@code own} */
    public static void main(String... args) {
        Standing.exitAtEndOfInput();
        if (args[0].equals("miou")) {
            Miou.launcher().domains(0).run(() -> {
                HelidonServer.at("127.0.0.1", 0).routing(routing()).listening(Standing::announce).serve();
            });
        } else {
            WebServer server = WebServer.builder().host("127.0.0.1").port(0).backlog(Standing.BACKLOG)
                    .connectionOptions(socket -> socket.tcpNoDelay(true)).routing(routing()).build().start();
            System.out.println(server.port());
        }
    }
}
