package io.miou.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The echo server as it is started from a shell: its clients, its port, and its end. */
@Tag("slow")
class EchoServerTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    /** Seconds to finish that no test waits for: a client that has finished does not use them. */
    private static final int LONG = 300;

    /** A server at a port of its own. */
    private static Program server(int secondsToFinish, String... options) throws IOException {
        return Program.exampleWith(List.of(options), EchoServer.class, 0, secondsToFinish);
    }

    /** A JVM that takes its system for another; native backends would believe it. */
    private static String[] as(String system) {
        return new String[]{"-Dos.name=" + system, "-Dmiou.backend=nio"};
    }

    private static int portOf(Program server) {
        return Integer.parseInt(server.awaitOutput("-Dexample=EchoClient -Dexample\\.args=(\\d+);"));
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(LOOPBACK, port);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void checkEcho(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(US_ASCII));
        assertThat(new String(client.getInputStream().readNBytes(text.length()), US_ASCII)).isEqualTo(text);
    }

    private static boolean isCut(Socket client) throws IOException {
        try {
            return client.getInputStream().read() == -1;
        } catch (SocketException _) {
            return true;
        }
    }

    // Serving

    @ParameterizedTest(name = "as on {0}")
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"Linux", "Mac OS X"})
    void manyConnections_getEveryByteBack(String system) throws Exception {
        assumeTrue(system.equals(System.getProperty("os.name")) || !system.equals("Linux"),
                "only Linux spreads connections over the listeners of a port");
        try (Program server = server(LONG, as(system));
                Program client = Program.example(EchoClient.class, portOf(server), 100, 20, 3000)) {
            assertThat(client.awaitExit()).as("%s%s", client, server).isZero();
            assertThat(client.output()).contains("100 connections, 20 messages of 3000 bytes each, all echoed");
            assertThat(server.process().isAlive()).isTrue();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void messagesLargerThanEveryBuffer_comeBack() throws Exception {
        try (Program server = server(LONG);
                Program client = Program.example(EchoClient.class, portOf(server), 3, 2, 20_000_000)) {
            assertThat(client.awaitExit()).as("%s%s", client, server).isZero();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void netcat_getsItsLineBack() throws Exception {
        assumeTrue(Program.exists("nc", "-h"), "there is no nc");
        try (Program server = server(LONG);
                Program nc = Program.start(List.of("nc", "127.0.0.1", Integer.toString(portOf(server))))) {
            nc.send("hello from a shell\n");
            nc.awaitOutput("^hello from a shell$");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void clientThatVanishes_isReportedAndTheOthersGoOn() throws Exception {
        try (Program server = server(LONG); Socket other = connect(portOf(server))) {
            checkEcho(other, "before");
            try (Socket vanishing = connect(portOf(server))) {
                checkEcho(vanishing, "half of a mess");
                vanishing.setSoLinger(true, 0); // closing sends RST
            }
            server.awaitError("^client /127\\.0\\.0\\.1:\\d+ is gone: .*ClientResetException.*");
            checkEcho(other, "after");
            try (Socket next = connect(portOf(server))) {
                checkEcho(next, "and somebody new");
            }
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void clientsThatHaveEnded_leaveNothingInAnIdleServer() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "this system does not list descriptors");
        try (Program server = server(LONG)) {
            int port = portOf(server);
            drive(port, 50);
            await("no socket of a client is open", () -> establishedSockets(server.process().pid(), port) == 0);
            // Full domains: a connection more or less does not matter, five hundred would.
            int before = liveTasks(server);
            drive(port, 500);
            await("no socket of a client is open", () -> establishedSockets(server.process().pid(), port) == 0);
            await("the tasks of clients have ended", () -> liveTasks(server) < before + 50);
        }
    }

    private static void drive(int port, int connections) throws Exception {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            clients.add(connect(port));
        }
        for (Socket client : clients) {
            checkEcho(client, "x");
        }
        for (Socket client : clients) {
            client.close();
        }
    }

    /** Sockets of a process that are not its listeners at a port. */
    private static long establishedSockets(long pid, int port) throws IOException {
        List<String> own = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                Matcher socket = Pattern.compile("socket:\\[(\\d+)]").matcher(target(descriptor));
                if (socket.matches()) {
                    own.add(socket.group(1));
                }
            }
        }
        String localPort = String.format(":%04X", port);
        long count = 0;
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                String[] fields = line.trim().split("\\s+");
                // local address, remote address, state (0A: listening), ..., inode
                if (fields[1].endsWith(localPort) && !fields[3].equals("0A") && own.contains(fields[9])) {
                    count++;
                }
            }
        }
        return count;
    }

    /** Returns the name of the file or socket behind a descriptor; empty if the descriptor has just been closed. */
    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException _) {
            return "";
        }
    }

    private static int liveTasks(Program server) throws Exception {
        try (Program jcmd = Program.start(List.of(Program.javaTool("jcmd"), Long.toString(server.process().pid()),
                "GC.class_histogram"))) {
            assertThat(jcmd.awaitExit()).isZero();
            Matcher tasks = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+io\\.miou\\.task\\.Task\\b")
                    .matcher(jcmd.output());
            assertThat(tasks.find()).as("tasks are in the histogram").isTrue();
            return Integer.parseInt(tasks.group(1));
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(20);
        }
    }

    // The port

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void portOfAnotherEchoServer_isInUse() throws Exception {
        try (Program server = server(LONG); Program second = Program.example(EchoServer.class, portOf(server))) {
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(second.errors()).contains("Address already in use", "Choose another port")
                    .doesNotContain("\tat ");
            assertThat(second.output()).isEmpty();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void portOfAnyOtherProgram_isInUse() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK);
                Program server = Program.example(EchoServer.class, other.getLocalPort())) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.errors()).contains("Address already in use");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void portThatIsNone_isAnErrorOfUsage() throws Exception {
        try (Program server = Program.example(EchoServer.class, 65536)) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.errors()).contains("port '65536' is not a number from 0 to 65535", "usage: EchoServer");
        }
    }

    // The end

    @ParameterizedTest(name = "SIG{0}")
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"INT", "TERM"})
    void signalWithoutClients_endsTheServerWithStatus0(String signal) throws Exception {
        try (Program server = server(LONG)) {
            portOf(server);
            server.signal(signal);
            assertThat(server.awaitExit()).as("%s", server).isZero();
            assertThat(server.errors()).isEmpty();
        }
    }

    @ParameterizedTest(name = "SIG{0}")
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"INT", "TERM"})
    void signalWithClientsThatWait_letsThemGoAtOnceAndEndsWithStatus0(String signal) throws Exception {
        try (Program server = server(LONG);
                Socket first = connect(portOf(server));
                Socket second = connect(portOf(server))) {
            checkEcho(first, "one");
            checkEcho(second, "two");
            server.signal(signal);
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            assertThat(second.getInputStream().read()).isEqualTo(-1);
            assertThat(server.awaitExit()).as("%s", server).isZero();
            assertThat(server.errors()).isEmpty();
            assertThat(server.output()).contains("served 2, failed 0, gone 0, cut 0, refused 0");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void clientThatTakesNoAnswer_hasTheGraceUntilTheSecondSignal() throws Exception {
        try (Program server = server(LONG);
                Socket idle = connect(portOf(server));
                Socket deaf = connect(portOf(server))) {
            checkEcho(idle, "then nothing");
            AtomicLong written = new AtomicLong();
            Thread fill = Thread.ofVirtual().start(() -> writeUntilCut(deaf, false, written));
            awaitStandstill(written);
            server.signal("INT");
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            assertThat(server.process().isAlive()).isTrue();
            server.signal("INT");
            assertThat(server.awaitExit()).as("%s", server).isZero();
            fill.join();
            assertThat(server.output()).contains("served 1, failed 0, gone 0, cut 1, refused 0");
        }
    }

    /** Returns when nothing more is written because all buffers are full. */
    private static void awaitStandstill(AtomicLong written) throws InterruptedException {
        long before = -1;
        while (written.get() == 0 || before != written.get()) {
            before = written.get();
            Thread.sleep(500);
        }
    }

    @ParameterizedTest(name = "as on {0}")
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"Linux", "Mac OS X"})
    void signalWithClientsThatDoNotFinish_cutsThemAndEndsWithStatus0(String system) throws Exception {
        assumeTrue(system.equals(System.getProperty("os.name")) || !system.equals("Linux"),
                "only Linux spreads connections over the listeners of a port");
        try (Program server = server(1, as(system));
                Socket idle = connect(portOf(server));
                Socket flooding = connect(portOf(server));
                Socket deaf = connect(portOf(server))) {
            checkEcho(idle, "then nothing");
            checkEcho(deaf, "then it does not read");
            Thread flood = Thread.ofVirtual().start(() -> writeUntilCut(flooding, true, new AtomicLong()));
            Thread fill = Thread.ofVirtual().start(() -> writeUntilCut(deaf, false, new AtomicLong()));
            server.signal("TERM");
            assertThat(server.awaitExit()).as("%s", server).isZero();
            assertThat(isCut(idle)).isTrue();
            flood.join();
            fill.join();
            assertThat(server.errors()).isEmpty();
        }
    }

    private static void writeUntilCut(Socket client, boolean read, AtomicLong written) {
        byte[] chunk = new byte[10_000];
        try {
            while (true) {
                client.getOutputStream().write(chunk);
                written.addAndGet(chunk.length);
                if (read) {
                    client.getInputStream().readNBytes(chunk, 0, chunk.length);
                }
            }
        } catch (IOException _) {
            // Cut, as the test wants it.
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void clientsInFullTraffic_areCutWhenThereIsNoTimeToFinish() throws Exception {
        try (Program server = server(0);
                Program client = Program.example(EchoClient.class, portOf(server), 50, Integer.MAX_VALUE, 1000)) {
            await("traffic", () -> establishedSockets50(server));
            server.signal("INT");
            assertThat(server.awaitExit()).as("%s", server).isZero();
            assertThat(client.awaitExit()).isEqualTo(1);
            assertThat(client.errors()).contains("50 of 50 connections have failed");
        }
    }

    private static boolean establishedSockets50(Program server) throws IOException {
        return !Files.isDirectory(Path.of("/proc/self/fd"))
                || establishedSockets(server.process().pid(), portOf(server)) == 50;
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void clientOfAServerThatIsNotThere_saysSo() throws Exception {
        // Bound, so that nobody else gets the port, and not listening.
        try (Socket nobody = new Socket()) {
            nobody.bind(new InetSocketAddress(LOOPBACK, 0));
            try (Program client = Program.example(EchoClient.class, nobody.getLocalPort(), 3)) {
                assertThat(client.awaitExit()).isEqualTo(1);
                assertThat(client.errors())
                        .contains("3 of 3 connections have failed; the first: java.net.ConnectException");
            }
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void clientOfAServerThatLies_reportsTheFirstDifference() throws Exception {
        try (ServerSocket liar = new ServerSocket(0, 1, LOOPBACK);
                Program client = Program.example(EchoClient.class, liar.getLocalPort(), 1, 1, 100)) {
            try (Socket accepted = liar.accept()) {
                ByteArrayOutputStream message = new ByteArrayOutputStream();
                message.write(accepted.getInputStream().readNBytes(100));
                byte[] echo = message.toByteArray();
                echo[42] ^= 1;
                accepted.getOutputStream().write(echo);
                assertThat(client.awaitExit()).isEqualTo(1);
            }
            assertThat(client.errors()).contains("the echo of message 0 differs at byte 42");
        }
    }
}
