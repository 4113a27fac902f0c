package io.miou.examples;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the files of this project. Folders named target are left out: other modules are built beside these tests. */
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

    /** Returns all files of the project, by the end of their names. */
    static List<Path> all(String ending) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(SnippetsTest.PROJECT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.endsWith("target") || folder.endsWith(".git")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(ending)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** Returns the Java files in a folder and in the folders below it. */
    static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }
}
