package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.helidon.webserver.http.HttpRouting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The findings of testssl.sh, which tries protocols, ciphers and known attacks. Takes minutes. */
@Tag("slow")
@Timeout(1200)
class TestSslTest {

    @TempDir
    static Path folder;

    /** Returns the findings above the lowest grade, which has ciphers that the JDK offers to old clients. */
    private static List<String> findings(RunningServer server, String... checks) throws Exception {
        Path file = Files.createTempDirectory(folder, "run").resolve("findings.csv");
        Process process = new ProcessBuilder(Stream.concat(Stream.of("testssl", "--quiet", "--color", "0", "--warnings",
                "off", "--ip", "127.0.0.1", "--csvfile", file.toString()),
                Stream.concat(Stream.of(checks), Stream.of("localhost:" + server.port()))).toList())
                .redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile()).start();
        process.getOutputStream().close();
        // The status is the number of findings and has no other meaning.
        int _ = process.waitFor();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).as(Files.readString(folder.resolve("output"))).hasSizeGreaterThan(10);
        return lines.stream().filter(line -> line.matches(".*\"(MEDIUM|HIGH|CRITICAL|FATAL)\".*")).toList();
    }

    @Test
    void protocolsAndCiphers_haveNoFindingButOfTheLowestGrade() throws Exception {
        assumeTrue(Boolean.getBoolean("miou.testssl"), "it takes minutes: -Dmiou.testssl=true runs it");
        Commands.need("testssl", "testssl.sh");
        try (RunningServer server = RunningServer.start(HelidonServer.at("127.0.0.1", 0).tls(Certificates.context())
                .failed((_, _) -> {
                    // It tries what no server should accept.
                })
                .routing(HttpRouting.builder().get("/", (_, response) -> response.send("hello"))))) {
            assertThat(findings(server, "-p", "-s", "-f")).isEmpty();
            assertThat(findings(server, "-U")).isEmpty();
        }
    }
}
