package io.miou.os;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Sends signals by the shell, which every Unix has, because the JDK can send only two of them. Blocks. Stateless. */
final class UnixSignals {

    private static final Pattern NAME = Pattern.compile("[A-Z0-9+-]+");

    private UnixSignals() {
    }

    /** Sends a signal; returns false if the process has ended. */
    static boolean send(String name, Process process) throws IOException {
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
            throw new UnsupportedOperationException("Windows has no signal " + name + "; close the process to end it");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no signal: name one without SIG, such as INT, HUP or USR1");
        }
        // The number belongs to the process while it lives: the JDK reaps the process a moment after its end.
        if (!process.isAlive()) {
            return false;
        }
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(process.pid()))
                .redirectErrorStream(true).start();
        String words = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (exitOf(kill) == 0) {
            return true;
        }
        if (!process.isAlive()) {
            return false;
        }
        throw new IllegalArgumentException("signal '" + name + "' cannot be sent to process " + process.pid() + " ("
                + words + "); name one that this system has, without SIG, such as INT, HUP or USR1");
    }

    private static int exitOf(Process kill) throws IOException {
        try {
            return kill.waitFor();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the wait for the command that sends a signal was interrupted");
        }
    }
}
