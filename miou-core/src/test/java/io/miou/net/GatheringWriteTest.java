package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.net.Loopback.Connection;
import io.miou.os.Processes;
import io.miou.os.Subprocess;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tests which buffers a gathering write accepts. */
class GatheringWriteTest {

    @OnEveryBackend
    void sameBufferTwice_isRefusedBeforeAnythingIsSent(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                refuseRepeated(connection.client());
                connection.client().write(new byte[]{7});
                connection.client().shutdownOutput();
                assertThat(Loopback.readToEnd(connection.server())).containsExactly(7);
            }
        });
    }

    @OnEveryBackend
    void sameBufferTwice_toAProcess_isRefusedBeforeAnythingIsSent(Variant variant) {
        assumeTrue(Files.isExecutable(Path.of("/bin/cat")), "no cat here");
        variant.run(() -> {
            try (Subprocess cat = Processes.start(new ProcessBuilder("/bin/cat"))) {
                refuseRepeated(cat.stdio());
                cat.stdio().write(new byte[]{7});
                cat.stdio().shutdownOutput();
                assertThat(Loopback.readToEnd(cat.stdio())).containsExactly(7);
                cat.await();
            }
        });
    }

    private static void refuseRepeated(ByteStream stream) throws IOException {
        for (boolean direct : new boolean[]{false, true}) {
            for (int others : new int[]{0, 1, 50, 2_000}) {
                ByteBuffer repeated = buffer(direct);
                List<ByteBuffer> sources = new ArrayList<>();
                for (int i = 0; i < others; i++) {
                    sources.add(buffer(direct));
                }
                sources.add(others / 2, repeated);
                sources.add(repeated);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> stream.write(sources.toArray(ByteBuffer[]::new)))
                        .withMessageContaining("duplicate()");
                assertThat(sources).allMatch(source -> source.position() == 0);
            }
        }
    }

    @OnEveryBackend
    void closedArenaBehindMuchElse_isRefusedBeforeAnythingIsSent(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                ByteBuffer closed;
                try (Arena arena = Arena.ofShared()) {
                    closed = arena.allocate(3).asByteBuffer();
                }
                ByteBuffer[] sources = new ByteBuffer[2_000];
                Arrays.setAll(sources, _ -> ByteBuffer.allocate(1_000));
                sources[1_999] = closed;
                assertThatIllegalStateException().isThrownBy(() -> connection.client().write(sources));
                assertThat(sources).allMatch(source -> source.position() == 0);
                connection.client().write(new byte[]{7});
                connection.client().shutdownOutput();
                assertThat(Loopback.readToEnd(connection.server())).containsExactly(7);
            }
        });
    }

    @OnEveryBackend
    void equalBuffersAndDuplicates_areSentEach(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                for (boolean direct : new boolean[]{false, true}) {
                    ByteBuffer one = buffer(direct);
                    connection.client().write(new ByteBuffer[]{one, one.duplicate(), buffer(direct), one.slice()});
                    assertThat(Loopback.read(connection.server(), 12)).containsExactly(1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2,
                            3);
                }
            }
        });
    }

    private static ByteBuffer buffer(boolean direct) {
        byte[] bytes = {1, 2, 3};
        return direct ? ByteBuffer.allocateDirect(3).put(bytes).flip() : ByteBuffer.wrap(bytes);
    }
}
