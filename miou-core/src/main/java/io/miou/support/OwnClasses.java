package io.miou.support;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Preloads the classes of Miou from a folder, as in a build or an IDE. To load a class from a folder takes a file
 * descriptor. Without preloading, the scheduler would fail in a process that has none left. A jar is open already.
 *
 * <p>Threads: any thread. Each folder is preloaded once in a process, by the first thread that asks.
 */
public final class OwnClasses {

    private static final String SUFFIX = ".class";

    private static final Set<Path> DONE = ConcurrentHashMap.newKeySet();

    private OwnClasses() {
    }

    /**
     * Loads every class of the folder of a class, without initialising it. Does nothing for a class from a jar or an
     * image.
     *
     * @param anchor a class of Miou
     */
    public static void load(Class<?> anchor) {
        try {
            CodeSource source = anchor.getProtectionDomain().getCodeSource();
            URL location = source == null ? null : source.getLocation();
            if (location == null || !"file".equals(location.getProtocol())) {
                return;
            }
            Path folder = Path.of(location.toURI());
            if (Files.isDirectory(folder) && DONE.add(folder)) {
                loadAll(folder, anchor.getClassLoader());
            }
        } catch (Exception e) {
            Log.debug(() -> "the classes of Miou could not be loaded ahead", e);
        }
    }

    private static void loadAll(Path folder, ClassLoader loader) throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        }
        for (Path file : files) {
            String name = folder.relativize(file).toString().replace(folder.getFileSystem().getSeparator(), ".");
            try {
                Class<?> _ = Class.forName(name.substring(0, name.length() - SUFFIX.length()), false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                // A module descriptor, or a class that needs a module which this Java runtime does not have.
            }
        }
    }
}
