package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program of the operating system that runs to its end. */
final class Command {

    private Command() {
    }

    /** Runs it. Unavailable if it is not installed or does not succeed, with what it said. */
    static void run(String... command) throws UnavailableException, IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UnavailableException("there is no " + command[0] + " on this machine");
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new UnavailableException(String.join(" ", List.of(command)) + ": " + said.strip());
        }
    }
}
