package io.miou.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the Java files of the modules of this project. */
final class ProjectSources {

    private ProjectSources() {
    }

    /**
     * Returns the Java files in one folder of each module.
     *
     * @param folder such as {@code src/test/java}
     */
    static List<Path> under(String folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(SnippetsTest.PROJECT)) {
            for (Path module : modules.sorted().toList()) {
                if (Files.isDirectory(module.resolve(folder))) {
                    found.addAll(in(module.resolve(folder)));
                }
            }
        }
        return found;
    }

    /** Returns the Java files in a folder and in the folders below it. */
    static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }
}
