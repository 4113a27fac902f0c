package io.miou.testing;

import io.miou.Miou;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every class of the folder that {@link Miou} is in. A class in a folder, as in a build, takes a descriptor to load;
 * one in a jar, as at a user's, takes none: a program that uses up its descriptors loads them first.
 */
public final class LoadedClasses {

    private static final String SUFFIX = ".class";

    private LoadedClasses() {
    }

    /** Loads them; those of a jar are left alone. */
    public static void ofMiou() throws IOException {
        Path folder = folder();
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<String> names;
        try (Stream<Path> files = Files.walk(folder)) {
            names = files
                    .map(file -> folder.relativize(file).toString().replace(folder.getFileSystem().getSeparator(), "."))
                    .filter(name -> name.endsWith(SUFFIX) && !name.endsWith("-info.class"))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length())).toList();
        }
        for (String name : names) {
            try {
                Class.forName(name, false, Miou.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new IOException("its file is there, but it cannot be loaded: " + name, e);
            }
        }
    }

    private static Path folder() {
        try {
            return Path.of(Miou.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the folder of our classes has no path", e);
        }
    }
}
