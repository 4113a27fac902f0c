package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each server of the examples, in a process of its own, with good and bad clients for
 * {@code -Dmiou.soak.seconds=300}. The first half warms it up. After the second half it must have no socket, no fiber
 * and no more heap than after the first.
 */
@Timeout(7200)
@EnabledIfSystemProperty(named = "miou.soak.seconds", matches = "\\d+")
class ServersSoakTest {

    private static final Duration HALF = Duration.ofSeconds(Integer.getInteger("miou.soak.seconds", 2)).dividedBy(2);

    /** The bytes that the heap may grow between the halves. */
    private static final long SPARE = 1 << 20;

    /** Virtual threads that are not the JDK's own. */
    private static final Pattern FIBER = Pattern.compile("#\\d+ \"(?![^\"]*Poller)[^\"]*\" virtual.*");

    private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");

    @TempDir
    Path folder;

    /** The state of a server without clients. */
    private record Rest(long sockets, long fibers, long heap) {

        static Rest of(long pid, Path folder) throws IOException, InterruptedException {
            Path dump = folder.resolve("threads.txt");
            String _ = jcmd(pid, "Thread.dump_to_file", "-overwrite", dump.toString());
            long fibers;
            try (Stream<String> lines = Files.lines(dump)) {
                fibers = lines.filter(line -> FIBER.matcher(line).matches()).count();
            }
            Matcher total = TOTAL.matcher(jcmd(pid, "GC.class_histogram"));
            assertThat(total.find()).isTrue();
            return new Rest(openSockets(pid), fibers, Long.parseLong(total.group(1)));
        }

        boolean isAsMuchAs(Rest before) {
            return sockets <= before.sockets && fibers <= before.fibers;
        }
    }

    private static String jcmd(long pid, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Program.javaTool("jcmd"), Long.toString(pid));
        builder.command().addAll(List.of(command));
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static long openSockets(long pid) throws IOException {
        long count = 0;
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : all.toList()) {
                try {
                    count += Files.readSymbolicLink(descriptor).toString().startsWith("socket:") ? 1 : 0;
                } catch (IOException e) {
                    // It was closed meanwhile.
                }
            }
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource
    void server_isAsBeforeWhenItsClientsHaveGone(SoakedServer server) throws Exception {
        Files.writeString(folder.resolve("file"), "the file");
        SSLSocketFactory encryption = keys();
        try (Program program = server.start(folder)) {
            int port = Integer.parseInt(program.awaitOutput("127\\.0\\.0\\.1:(\\d+)"));
            long pid = program.process().pid();
            Rest before = Rest.of(pid, folder);
            SoakClients clients = new SoakClients(server, port, encryption);
            clients.come(HALF);
            Rest warm = rest(pid, before);
            clients.come(HALF);
            Rest after = rest(pid, before);
            System.out.println(server + ": " + clients.answers() + " answers; before " + before + ", warm " + warm
                    + ", after " + after);
            assertThat(clients.faults()).isEmpty();
            assertThat(clients.answers()).isPositive();
            assertThat(after.isAsMuchAs(before)).as("%s, then %s", before, after).isTrue();
            assertThat(after.heap()).isLessThanOrEqualTo(warm.heap() + SPARE);
            program.signal("TERM");
            assertThat(program.awaitExit()).as("%s", program).isZero();
            assertThat(program.errors()).doesNotContain("LEAK", "Leaked", "RuleViolation");
        }
    }

    /** Looks until the fibers and sockets of the clients are gone, for ten seconds at most. */
    private Rest rest(long pid, Rest before) throws IOException, InterruptedException {
        Rest now = Rest.of(pid, folder);
        for (int i = 0; i < 50 && !now.isAsMuchAs(before); i++) {
            Thread.sleep(200);
            now = Rest.of(pid, folder);
        }
        return now;
    }

    private SSLSocketFactory keys() throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve("keys.p12");
        Process process = new ProcessBuilder(Program.javaTool("keytool"), "-genkeypair", "-alias", "server", "-dname",
                "CN=localhost", "-ext", "san=dns:localhost", "-keyalg", "EC", "-groupname", "secp256r1", "-storetype",
                "PKCS12", "-keystore", file.toString(), "-storepass", "password").inheritIO().start();
        assertThat(process.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance(file.toFile(), "password".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
