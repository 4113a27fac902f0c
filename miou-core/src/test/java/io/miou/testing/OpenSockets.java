package io.miou.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sockets that this process has open, where the operating system lists them; elsewhere nothing is checked. */
public record OpenSockets(long count) {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int LEFT_FOR_OTHERS = 300;

    static {
        // The JDK opens a socket of its own with the first channel of the process and keeps it.
        try {
            SocketChannel.open().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static boolean areListed() {
        return Files.isDirectory(DESCRIPTORS);
    }

    public static OpenSockets now() {
        if (!areListed()) {
            return new OpenSockets(0);
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return new OpenSockets(all.filter(OpenSockets::isSocket).count());
        } catch (IOException e) {
            throw new AssertionError("cannot list " + DESCRIPTORS, e);
        }
    }

    /** Checks that there are as many as before. */
    public void assertUnchanged() {
        assertThat(now().count()).as("open sockets").isEqualTo(count);
    }

    /** Returns how many more descriptors the process may open, with some left for everything else. */
    public static int mayOpen() throws IOException {
        Path limits = Path.of("/proc/self/limits");
        if (!Files.exists(limits)) {
            return 200; // the smallest default that is in use
        }
        List<String> lines = Files.readAllLines(limits);
        String soft = lines.stream().filter(line -> line.startsWith("Max open files")).findFirst().orElseThrow()
                .substring("Max open files".length()).strip().split("\\s+")[0];
        return soft.equals("unlimited") ? 1 << 20 : (int) Math.min(Long.parseLong(soft), 1 << 20) - LEFT_FOR_OTHERS;
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
