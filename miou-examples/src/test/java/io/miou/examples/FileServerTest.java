package io.miou.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.ServeReport;
import io.miou.net.Server;
import io.miou.net.TcpStream;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.testkit.MiouTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file server in simulated worlds, where bytes come in pieces; and as a program, with the system's sendfile. */
class FileServerTest {

    @TempDir
    private Path folder;

    private Path root;
    private final byte[] large = new byte[2_500_000];

    @BeforeEach
    void createFiles() throws IOException {
        root = Files.createDirectories(folder.resolve("root").resolve("sub")).getParent();
        new SplittableRandom(1).nextBytes(large);
        Files.write(root.resolve("large"), large);
        Files.writeString(root.resolve("a b"), "hello");
        Files.writeString(root.resolve("empty"), "");
        Files.writeString(root.resolve("sub").resolve("index.html"), "<p>sub");
        Files.writeString(folder.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("link"), folder.resolve("secret"));
    }

    private static String request(String line) {
        return line + " HTTP/1.1\r\nHost: test\r\n\r\n";
    }

    private static String last(String line) {
        return line + " HTTP/1.1\r\nConnection: close\r\n\r\n";
    }

    /** Sends requests to a server in this world, and returns everything that comes back. */
    private byte[] ask(String requests) throws IOException {
        Latch stop = new Latch(1);
        Computation<SocketAddress> address = new Computation<>();
        FileServer files = new FileServer(root);
        Promise<ServeReport> serving = Miou.async(() -> Server.at("127.0.0.1", 0).stop(stop)
                .listening(address::tryReturn).serve(files::serve));
        byte[] answers;
        try (TcpStream client = TcpStream.connect(address.await())) {
            client.write(requests.getBytes(ISO_8859_1));
            answers = client.inputStream().readAllBytes();
        }
        stop.countDown();
        assertThat(serving.await().served()).isEqualTo(1);
        return answers;
    }

    private String text(String requests) throws IOException {
        return new String(ask(requests), ISO_8859_1);
    }

    @MiouTest(seeds = 5, faults = MiouTest.FaultLevel.ROUGH)
    void requestsOnOneConnection_areAnsweredInOrder() throws Exception {
        assertThat(text(request("GET /a%20b?x") + request("HEAD /a%20b") + request("GET /empty") + last("GET /sub")))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<p>sub");
    }

    @MiouTest(seeds = 1)
    void fileOfManyPieces_arrivesWhole() throws Exception {
        byte[] answer = ask(last("GET /large"));
        assertThat(Arrays.copyOfRange(answer, answer.length - large.length, answer.length)).isEqualTo(large);
    }

    @MiouTest(seeds = 1)
    void pathOutsideOfTheDirectory_isNotFound() throws Exception {
        for (String path : new String[]{"/../secret", "/%2e%2e/secret", "/link", "/missing", "/sub/..", "/%00",
            "//etc/passwd"}) {
            assertThat(text(last("GET " + path))).as(path).startsWith("HTTP/1.1 404 Not Found\r\n")
                    .doesNotEndWith("secret");
        }
    }

    @MiouTest(seeds = 1)
    void methodThatIsUnknown_isRefusedAndItsBodyIsNoRequest() throws Exception {
        assertThat(text("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"))
                .isEqualTo("HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 23\r\nConnection: close\r\n\r\n"
                        + "405 Method Not Allowed\n");
    }

    @Test
    void requestThatIsNone_isRefused() {
        for (String head : new String[]{"", "GET", "GET / FTP/1", "GET a HTTP/1.1", "GET /%zz HTTP/1.1"}) {
            assertThatThrownBy(() -> FileRequest.parse(head + "\r\n\r\n")).as(head).isInstanceOf(IOException.class);
        }
    }

    @Test
    @Tag("slow")
    void program_sendsAFileAndEndsAtASignal() throws Exception {
        try (Program server = Program.example(FileServer.class, root, 0)) {
            int port = Integer.parseInt(server.awaitOutput("at http://127\\.0\\.0\\.1:(\\d+)/;"));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.setSoTimeout(60_000);
                client.getOutputStream().write(last("GET /large").getBytes(ISO_8859_1));
                byte[] answer = client.getInputStream().readAllBytes();
                assertThat(Arrays.copyOfRange(answer, answer.length - large.length, answer.length)).isEqualTo(large);
            }
            server.signal("TERM");
            assertThat(server.awaitExit()).as("%s", server).isZero();
            assertThat(server.output()).contains("clients served: 1, failed: 0");
        }
    }
}
