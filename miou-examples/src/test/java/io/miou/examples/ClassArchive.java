package io.miou.examples;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Classes of the class path as the JVM maps them into memory, written once by a JVM that runs {@link Training}: the
 * programs of the tests, some two hundred, then start with half the processor time. The JVM archives jars only, and
 * wants those of the archive first in the class path; a program with another class path, or a build whose modules are
 * folders, starts without the archive. Any thread.
 */
final class ClassArchive {

    private static final Path TARGET = SnippetsTest.PROJECT.resolve("miou-examples").resolve("target");

    private static final Path TRAINING = TARGET.resolve("training.jar");

    /** The class path of the tests, its folders last. */
    static final String CLASS_PATH = Stream.of(jars(), Stream.of(TRAINING.toString()), others()).flatMap(part -> part)
            .collect(Collectors.joining(File.pathSeparator));

    /** Options of a JVM that uses the archive. */
    static final List<String> OPTIONS = make();

    private ClassArchive() {
    }

    private static Stream<String> jars() {
        return entries().filter(entry -> entry.endsWith(".jar"));
    }

    private static Stream<String> others() {
        return entries().filter(entry -> !entry.endsWith(".jar"));
    }

    private static Stream<String> entries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    private static List<String> make() {
        Path archive = TARGET.resolve("programs.jsa");
        try {
            Files.deleteIfExists(archive);
            pack(Training.class);
            List<String> command = new ArrayList<>(List.of(Program.javaTool("java"), "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC", "-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive, "--add-opens",
                    "java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED", "-cp",
                    Stream.concat(jars(), Stream.of(TRAINING.toString()))
                            .collect(Collectors.joining(File.pathSeparator)),
                    Training.class.getName()));
            Process training = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(TARGET.resolve("training.txt").toFile()).start();
            boolean complete = false;
            try {
                complete = training.waitFor(60, TimeUnit.SECONDS) && training.exitValue() == 0;
            } finally {
                if (!complete) {
                    training.destroyForcibly().waitFor();
                    Files.deleteIfExists(archive);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off") : List.of();
    }

    /** Makes the jar of a class: the JVM archives nothing if there is a folder in the class path. */
    private static void pack(Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(TRAINING);
                JarOutputStream jar = new JarOutputStream(file);
                InputStream code = type.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new JarEntry(name));
            code.transferTo(jar);
        }
    }
}
