package io.miou.backend.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JDK copies the whole heap buffer at each call, so the backend passes small slices. */
@Timeout(60)
class HeapBufferTest {

    private static final int LARGE = 64 << 20;
    private static final long MOST = 4 << 20;

    @Test
    void largeHeapBuffer_isCopiedInSmallParts() throws Exception {
        try (NioBackend backend = new NioBackend(0);
                ListenHandle listener = backend.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new ListenOptions(1, true, false));
                StreamHandle client = backend.connect(listener.localAddress())) {
            while (!client.finishConnect()) {
                backend.pollNow();
            }
            try (StreamHandle server = listener.accept()) {
                ByteBuffer source = ByteBuffer.allocate(LARGE);
                ByteBuffer target = ByteBuffer.allocate(LARGE);
                long before = directMemory();
                assertThat(client.write(source)).isBetween(1, 1 << 18);
                assertThat(client.write(new ByteBuffer[]{source, ByteBuffer.allocate(10)}, 0, 2))
                        .isBetween(1L, 1L << 18);
                assertThat(client.write(new ByteBuffer[]{ByteBuffer.allocate(10), source}, 0, 2))
                        .isBetween(1L, 1L << 18);
                assertThat(server.read(target)).isBetween(1, 1 << 18);
                assertThat(target.position()).isPositive();
                assertThat(directMemory() - before).isLessThan(MOST);
            }
        }
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }
}
