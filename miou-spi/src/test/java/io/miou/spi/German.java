package io.miou.spi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes a process whose operating system says everything in German, where this machine has the words: on Linux, the
 * catalogue of glibc. A locale of that name is all that it wants besides; another one is lent. Elsewhere the process
 * speaks the language of this one.
 */
final class German {

    private static final Path CATALOGUE = Path.of("/usr/share/locale/de/LC_MESSAGES/libc.mo");
    private static final Path LENT = Path.of("/usr/lib/locale/C.utf8");

    private German() {
    }

    static void speak(ProcessBuilder process, Path folder) throws IOException {
        if (Files.exists(CATALOGUE) && Files.exists(LENT)) {
            Files.createSymbolicLink(folder.resolve("de_DE.UTF-8"), LENT);
            process.environment().putAll(Map.of("LOCPATH", folder.toString(), "LC_ALL", "de_DE.UTF-8", "LANG",
                    "de_DE.UTF-8", "LANGUAGE", "de"));
        }
    }
}
