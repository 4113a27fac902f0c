package io.miou.backend.nio;

import io.miou.spi.DescriptorsExhaustedException;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the process may open another descriptor: it opens one. That is the same in every language and on
 * every system. For any thread: the only state is which file is opened, a volatile field that may be set twice.
 */
final class DescriptorProbe {

    /** A file that could be opened; null until one was found. */
    private static volatile @Nullable String file;

    private DescriptorProbe() {
    }

    /** Chooses the file and preloads the classes for a failure: loading takes descriptors. */
    static void prepare() throws IOException {
        if (isExhausted()) {
            throw new DescriptorsExhaustedException(
                    "no descriptor can be opened; raise the limit of open files (ulimit -n)");
        }
    }

    /** {@return whether no descriptor can be opened now} */
    static boolean isExhausted() {
        String known = file;
        if (known != null) {
            return !canOpen(known);
        }
        String found = Stream.of("/dev/null", "NUL", ofJava("release"), ofJava("lib/modules"))
                .filter(DescriptorProbe::canOpen).findFirst().orElse(null);
        file = found;
        return found == null;
    }

    private static boolean canOpen(String name) {
        try (FileInputStream _ = new FileInputStream(name)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String ofJava(String name) {
        return System.getProperty("java.home") + "/" + name;
    }
}
