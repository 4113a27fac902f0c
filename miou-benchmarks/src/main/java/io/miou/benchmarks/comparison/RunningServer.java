package io.miou.benchmarks.comparison;

import io.miou.benchmarks.echo.Standing;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A contender's process. Confined to one thread. */
final class RunningServer implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int SECONDS_TO_END = 10;
    private static final Pattern PORT = Pattern.compile("\\d+");

    private final Contender contender;
    private final Process process;
    private final Path errors;
    private final InetSocketAddress address;

    private RunningServer(Contender contender, Process process, Path errors, InetSocketAddress address) {
        this.contender = contender;
        this.process = process;
        this.errors = errors;
        this.address = address;
    }

    /** Starts it and waits until it listens. */
    static RunningServer start(Contender contender, Cores cores)
            throws UnavailableException, IOException, InterruptedException {
        List<String> command = new ArrayList<>(cores.serverPrefix());
        command.addAll(contender.command());
        Path errors = Files.createTempFile("errors-of-" + contender.name(), ".txt");
        errors.toFile().deleteOnExit();
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        BufferedReader output = process.inputReader();
        String port = output.readLine();
        while (port != null && !PORT.matcher(port).matches()) {
            // The JVM says something too, when options ask for it.
            port = output.readLine();
        }
        if (port != null) {
            discard(output);
            var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(port));
            return new RunningServer(contender, process, errors, address);
        }
        String said = Files.readString(errors).strip();
        if (process.waitFor() == Standing.UNAVAILABLE) {
            throw new UnavailableException(said);
        }
        throw new IOException(contender.name() + " did not start: " + said);
    }

    /** Reads the server's output: a pipe that is not read would stop the server in the end. */
    private static void discard(BufferedReader output) {
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {
            // Nothing that matters comes after the port.
        }));
    }

    String name() {
        return contender.name();
    }

    InetSocketAddress address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    /** {@return the processor time it has used, in user and system mode, on all its threads} */
    Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow(() -> new IllegalStateException(
                contender.name() + " has ended, or this system does not tell its CPU time: " + said()));
    }

    /** Waits until it accepts connections: some servers say their port before. */
    void awaitListening() throws IOException, InterruptedException {
        while (true) {
            try (Socket _ = new Socket(address.getAddress(), address.getPort())) {
                return;
            } catch (ConnectException e) {
                if (!process.isAlive()) {
                    throw new IOException(contender.name() + " did not start: " + said(), e);
                }
                Thread.sleep(LOOK);
            }
        }
    }

    /** Waits until it has done what was left to do, as after the end of ten thousand connections. */
    void awaitQuiet() throws InterruptedException {
        for (Duration before = cpuTime();;) {
            Thread.sleep(LOOK);
            Duration now = cpuTime();
            if (now.minus(before).toMillis() <= LOOK.toMillis() / 10) {
                return;
            }
            before = now;
        }
    }

    /** {@return the text that it has written to its standard error} */
    String said() {
        try {
            return Files.readString(errors).strip();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Ends it by SIGTERM. Returns its exit status, or throws if it goes on. */
    int terminate() throws IOException, InterruptedException {
        // The process itself would close its standard input too, which is another way to end it.
        boolean _ = process.toHandle().destroy();
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(contender.name() + " did not end with SIGTERM: " + said());
        }
        return process.exitValue();
    }

    /** Ends it as it should end: by the end of its input. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(contender.name() + " did not end with its input: " + said());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    contender.name() + " ended with exit status " + process.exitValue() + ": " + said());
        }
    }
}
