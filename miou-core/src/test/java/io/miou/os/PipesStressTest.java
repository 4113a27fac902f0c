package io.miou.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.ByteStream;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Reads and writes of a process that are cut short at random: everything comes through once and in order (rule 9). */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no cat")
class PipesStressTest {

    private static final int BYTES = 1_000_000;
    private static final int LONGEST_LIMIT_MICROS = 300;

    /** The way the test reads. The twin reads wrongly. */
    private interface Reading {
        int read(ByteStream stream, ByteBuffer target) throws IOException;
    }

    @OnEveryBackend
    void cutShortAgainAndAgain_everythingComesOnceAndInOrder(Variant variant) {
        sendThroughAProcess(variant, ByteStream::read);
    }

    @OnEveryBackend
    void readerThatLosesWhatItHasWhenItIsCutShort_isCaught(Variant variant) {
        assertThatThrownBy(() -> sendThroughAProcess(variant, (stream, target) -> {
            ByteBuffer own = ByteBuffer.allocate(target.remaining());
            int count = stream.read(own);
            Miou.sleep(Duration.ofNanos(LONGEST_LIMIT_MICROS * 500));
            target.put(own.flip());
            return count;
        })).isInstanceOf(AssertionError.class).hasMessageContaining("came through");
    }

    private static void sendThroughAProcess(Variant variant, Reading reading) {
        long seed = System.nanoTime();
        byte[] sent = new byte[BYTES];
        new Random(seed).nextBytes(sent);
        byte[] received = variant.run(() -> {
            try (Subprocess cat = Processes.start(new ProcessBuilder("cat"))) {
                Promise<Void> writer = Miou.task().lend(cat).async(() -> {
                    writeAll(cat.stdio(), sent, new Random(seed + 1));
                    cat.stdio().shutdownOutput();
                });
                byte[] all = readAll(cat.stdio(), reading, new Random(seed + 2));
                writer.await();
                return all;
            }
        });
        assertThat(Arrays.equals(received, sent)).as("whether everything came through; seed " + seed).isTrue();
    }

    private static Duration limit(Random random) {
        return Duration.ofNanos(random.nextInt(LONGEST_LIMIT_MICROS) * 1_000L);
    }

    private static void writeAll(ByteStream stream, byte[] bytes, Random random) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            ByteBuffer some = left.slice(left.position(), Math.min(left.remaining(), 1 + random.nextInt(50_000)));
            try {
                Miou.timeout(limit(random), () -> stream.write(some));
            } catch (TimeoutException e) {
                // Its position tells how much was sent.
            }
            left.position(left.position() + some.position());
        }
    }

    private static byte[] readAll(ByteStream stream, Reading reading, Random random) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (;;) {
            ByteBuffer some = ByteBuffer.allocate(1 + random.nextInt(20_000));
            int count;
            try {
                count = Miou.timeout(limit(random), () -> reading.read(stream, some));
            } catch (TimeoutException e) {
                count = 0;
            }
            all.write(some.array(), 0, some.position());
            if (count < 0) {
                return all.toByteArray();
            }
        }
    }
}
