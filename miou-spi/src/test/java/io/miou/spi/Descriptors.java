package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The process's descriptors that a backend can have opened, by kind: sockets, pollers, event counters, pipes. Files are
 * not counted: class loading opens and closes them. Where the operating system does not list descriptors, nothing is
 * checked.
 *
 * @param byKind how many of each
 */
record Descriptors(Map<String, Integer> byKind) {
    private static final Path OWN = Path.of("/proc/self/fd");
    private static final int OTHERS = 200;

    static boolean areListed() {
        return Files.isDirectory(OWN);
    }

    static Descriptors now() {
        Map<String, Integer> byKind = new TreeMap<>();
        if (areListed()) {
            try (Stream<Path> all = Files.list(OWN)) {
                all.forEach(descriptor -> kind(descriptor).ifPresent(kind -> byKind.merge(kind, 1, Integer::sum)));
            } catch (IOException e) {
                throw new IllegalStateException("cannot list " + OWN, e);
            }
        }
        return new Descriptors(byKind);
    }

    int sockets() {
        return byKind.getOrDefault("socket", 0);
    }

    /** Fails if there are more now, a little later at most: other threads may be closing theirs just now. */
    void assertNoMore() {
        for (int patience = 50; patience > 0 && now().exceeds(this); patience--) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        now().byKind.forEach((kind, count) -> assertThat(count).as("descriptors of kind " + kind)
                .isLessThanOrEqualTo(byKind.getOrDefault(kind, 0)));
    }

    private boolean exceeds(Descriptors before) {
        return byKind.entrySet().stream()
                .anyMatch(now -> now.getValue() > before.byKind.getOrDefault(now.getKey(), 0));
    }

    /** {@return how many more descriptors may be opened, with some left for everything else} */
    static int mayOpen() throws IOException {
        Path limits = Path.of("/proc/self/limits");
        if (!Files.exists(limits)) {
            return 200; // the smallest default that is in use
        }
        List<String> lines = Files.readAllLines(limits);
        for (String line : lines) {
            if (line.startsWith("Max open files")) {
                String soft = line.substring("Max open files".length()).strip().split("\\s+")[0];
                return soft.equals("unlimited")
                        ? Integer.MAX_VALUE
                        : (int) Math.min(Long.parseLong(soft), 1 << 20) - OTHERS;
            }
        }
        return 200;
    }

    private static Optional<String> kind(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            int colon = target.indexOf(':');
            if (colon < 0) {
                return Optional.empty();
            }
            return Optional.of(target.startsWith("anon_inode:") ? target : target.substring(0, colon));
        } catch (IOException e) {
            return Optional.empty(); // closed meanwhile
        }
    }
}
