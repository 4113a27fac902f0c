package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The ways of docs/install.md to give a program its flags. Each program requires the carried engine, so it fails
 * without them. Other tests have the rest: the template has Surefire and the argument file, miou-consumers has Spring
 * Boot, the shaded jar and the module path.
 */
@Tag("slow")
class FlagsTest {

    /** Requires the engine that needs the flag. */
    private static final String CARRIED = "-Dmiou.fibers=carried";

    private static final Path ARGUMENTS = SnippetsTest.PROJECT.resolve("template").resolve("miou.args");
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    private Path folder;

    private Path text;

    @BeforeEach
    void createText() throws IOException {
        text = Files.writeString(folder.resolve("words.txt"), "one two two\n");
    }

    private void checkRuns(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Program.javaTool("java"), CARRIED, "-Dmiou.watchdog=off"));
        command.addAll(arguments);
        command.add(text.toString());
        try (Program program = Program.start(command)) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
            assertThat(program.output()).isEqualTo("2 two\n1 one\n");
            assertThat(program.errors()).doesNotContainIgnoringCase("warning");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void argumentFile_hasTheFlags() throws Exception {
        checkRuns(List.of("@" + ARGUMENTS, "-cp", CLASS_PATH, WordCount.class.getName()));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void environmentVariable_hasTheFlags() throws Exception {
        Map<String, String> environment = Map.of("JDK_JAVA_OPTIONS", "@" + ARGUMENTS);
        List<String> command = List.of(Program.javaTool("java"), CARRIED, "-cp", CLASS_PATH, WordCount.class.getName(),
                text.toString());
        try (Program program = Program.start(command, environment)) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
            // The launcher says that it has read the variable, and nothing else is said.
            assertThat(program.errors()).startsWith("NOTE: Picked up JDK_JAVA_OPTIONS").hasLineCount(1);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void manifestOfAnExecutableJar_hasTheFlags() throws Exception {
        Path jar = folder.resolve("program.jar");
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Name.MANIFEST_VERSION, "1.0");
        main.put(Name.MAIN_CLASS, WordCount.class.getName());
        main.put(Name.CLASS_PATH, Stream.of(CLASS_PATH.split(System.getProperty("path.separator")))
                .map(entry -> Path.of(entry).toUri().toString()).collect(Collectors.joining(" ")));
        main.putValue("Add-Opens", "java.base/java.lang");
        main.putValue("Enable-Native-Access", "ALL-UNNAMED");
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream _ = new JarOutputStream(file, manifest)) {
            // The manifest is all that it has.
        }
        checkRuns(List.of("-jar", jar.toString()));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void threadsThatAreNotListed_runAsOthers() throws Exception {
        checkRuns(List.of("@" + ARGUMENTS, "-Djdk.trackAllThreads=false", "-cp", CLASS_PATH,
                WordCount.class.getName()));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void programWithoutTheFlag_failsAndSaysWhichOneIsMissing() throws Exception {
        try (Program program = Program.start(List.of(Program.javaTool("java"), CARRIED, "-cp", CLASS_PATH,
                WordCount.class.getName(), text.toString()))) {
            assertThat(program.awaitExit()).isNotZero();
            assertThat(program.errors()).contains("--add-opens");
        }
    }
}
