package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.spi.Backend;
import io.miou.testing.FreshJvm;
import io.miou.testing.Variant;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A second copy of Netty's native library is unloaded with its class loader, and takes the functions of the first with
 * it.
 */
@Timeout(120)
class RedeploymentTest {

    private static final String TRANSPORT = "io.netty.channel.epoll.Epoll";

    /** A program that has loaded and lost a copy, and then needs sockets. */
    static final class Program {

        private Program() {
        }

        static void main(String[] arguments) throws Exception {
            loadAndLoseACopy();
            Miou.run(() -> {
                try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
                    System.out.println(Miou.backend(Backend.class).getClass().getSimpleName() + " listens at "
                            + listener.localAddress());
                }
            });
        }

        private static void loadAndLoseACopy() throws Exception {
            WeakReference<ClassLoader> copy = loadACopy();
            for (int i = 0; i < 500 && copy.get() != null; i++) {
                System.gc();
                Thread.sleep(10);
            }
            System.out.println(copy.get() == null ? "collected" : "not collected");
            // The library is unloaded a moment later.
            Thread.sleep(100);
        }

        private static WeakReference<ClassLoader> loadACopy() throws ReflectiveOperationException, IOException {
            List<URL> path = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                path.add(new File(entry).toURI().toURL());
            }
            try (URLClassLoader loader = new URLClassLoader(path.toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader())) {
                Object available = Class.forName(TRANSPORT, true, loader).getMethod("isAvailable").invoke(null);
                System.out.println("copy is available: " + available);
                return new WeakReference<>(loader);
            }
        }
    }

    @Test
    void libraryThatWasUnloaded_isReplacedByTheNextBackend() throws Exception {
        assumeTrue(Variant.all().anyMatch(variant -> variant.backend().equals("epoll")), "this system has no epoll");
        FreshJvm.Ended ended = FreshJvm.of(Program.class).run();
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("copy is available: true").contains("NioBackend listens at");
    }
}
