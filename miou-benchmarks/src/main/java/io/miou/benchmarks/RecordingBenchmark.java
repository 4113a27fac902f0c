package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.text.ParseException;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The same work without the JDK's flight recorder, and while it records with its settings {@code default} or
 * {@code profile}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = {Forks.CARRIED, "-Xms2g", "-Xmx2g"})
public class RecordingBenchmark {

    private static final int ROUNDS = 100_000;
    private static final int MESSAGES = 10_000;
    private static final int MESSAGE_SIZE = 64;
    private static final String NONE = "none";

    @Param({NONE, "default", "profile"})
    String recording;

    private Recording running;

    @Setup
    public void start() throws IOException, ParseException {
        if (!recording.equals(NONE)) {
            running = new Recording(Configuration.getConfiguration(recording));
            running.start();
        }
    }

    @TearDown
    public void stop() {
        if (running != null) {
            running.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void miouYield(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            Promise<Void> other = Miou.async(RecordingBenchmark::yieldManyTimes);
            yieldManyTimes();
            other.await();
        });
    }

    private static void yieldManyTimes() {
        for (int i = 0; i < ROUNDS; i++) {
            Miou.yield();
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int miouSpawn(Fibers fibers) {
        return Miou.launcher().domains(0).run(() -> {
            int sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                sum += Miou.async(() -> 1).await();
            }
            return sum;
        });
    }

    /** A client and a server as fibers of one domain. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void miouEcho(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            try (TcpListener listener = TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
                Promise<Void> client = Miou.async(() -> {
                    try (TcpStream stream = TcpStream.connect(listener.localAddress())) {
                        talk(stream, true);
                    }
                });
                try (TcpStream stream = listener.accept()) {
                    talk(stream, false);
                }
                client.await();
            }
        });
    }

    private static void talk(TcpStream stream, boolean isClient) throws IOException {
        ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_SIZE);
        for (int i = 0; i < MESSAGES; i++) {
            if (isClient) {
                stream.write(message.clear());
            }
            stream.readFully(message.clear());
            if (!isClient) {
                stream.write(message.flip());
            }
        }
    }
}
