package io.miou.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * A process that measures {@link ObservedWork} whenever it is asked to, under one kind of observation. It does nothing
 * in between, so that two of them can be asked in turns. Confined to one thread.
 */
final class ObservedProcess implements AutoCloseable {

    /** A kind of observation. */
    enum Observation {
        /** The calls of events are compiled out. */
        REMOVED,
        /** No observer is there. */
        NONE,
        /** The JDK's flight recorder records with its own settings. */
        RECORDING
    }

    /** Something to do. */
    enum Work {
        YIELD(2L * ObservedWork.ROUNDS) {
            @Override
            void run() {
                ObservedWork.yields();
            }
        },
        SPAWN(ObservedWork.ROUNDS) {
            @Override
            void run() {
                int _ = ObservedWork.spawns();
            }
        },
        ECHO(ObservedWork.MESSAGES) {
            @Override
            void run() {
                ObservedWork.echoes();
            }
        },
        /** As many switches as YIELD, without Miou. */
        BARE_YIELD(2L * ObservedWork.ROUNDS) {
            @Override
            void run() {
                ObservedWork.bareYields();
            }
        },
        /** As many threads and switches as SPAWN, without Miou. */
        BARE_SPAWN(ObservedWork.ROUNDS) {
            @Override
            void run() {
                int _ = ObservedWork.bareSpawns();
            }
        };

        private final long operations;

        Work(long operations) {
            this.operations = operations;
        }

        abstract void run();
    }

    private final Process process;
    private final BufferedReader answers;

    private ObservedProcess(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static ObservedProcess start(Observation observation) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), Forks.CARRIED, "-Xms1g", "-Xmx1g",
                "-cp", System.getProperty("java.class.path")));
        if (observation == Observation.REMOVED) {
            command.add("-Dmiou.trace=off");
        }
        command.addAll(List.of(ObservedProcess.class.getName(), observation.name()));
        return new ObservedProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** Has it do some work. {@return the nanoseconds of an operation} */
    double measure(Work work) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(work.name()).append('\n').flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("a process that measures has ended");
        }
        return Double.parseDouble(answer);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process itself. */
    static void main(String[] arguments) throws Exception {
        if (Observation.valueOf(arguments[0]) == Observation.RECORDING) {
            new Recording(Configuration.getConfiguration("default")).start();
        }
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String name = requests.readLine(); name != null; name = requests.readLine()) {
            Work work = Work.valueOf(name);
            long begin = System.nanoTime();
            work.run();
            long nanos = System.nanoTime() - begin;
            System.out.println(String.format(Locale.ROOT, "%.3f", (double) nanos / work.operations));
        }
    }
}
