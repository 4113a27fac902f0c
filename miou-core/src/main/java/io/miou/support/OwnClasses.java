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
 * Loads the classes of Miou before they are needed, where to load one takes a descriptor: in a folder, as in a build or an IDE. A
 * process that has no descriptor left could not load what it needs then, and its scheduler would fail. A jar is open already.
 *
 * <p>Threads: any. Each folder is done once in a process, by the thread that comes first.
 */
public final class OwnClasses {

    private static final String SUFFIX = ".class";

    private static final Set<Path> DONE = ConcurrentHashMap.newKeySet();

    private OwnClasses() {
    }

    /**
     * Loads every class of the folder that a class comes from. Initialises none. Does nothing for a class from a jar or an image.
     *
     * @param anchor one of ours
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
                // A module descriptor, or a class for a module that this Java runtime does not have.
            }
        }
    }
}
