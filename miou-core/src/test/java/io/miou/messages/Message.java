package io.miou.messages;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A message that a user reads.
 *
 * @param mistake that it is about
 * @param thrown the exception
 * @param text its words; of an exception of the JDK that takes none, those of its cause
 */
record Message(Mistake mistake, Throwable thrown, String text) {

    private static final Pattern CLERK = Pattern.compile("task clerk \\(#\\d+\\)");
    private static final Pattern SPAWN_LINE = Pattern
            .compile("task clerk \\(#\\d+\\) \\[started at io\\.miou\\.messages\\.\\S+\\(\\w+\\.java:\\d+\\)\\]");

    /**
     * The beginning of advice: a verb in the imperative, after a punctuation mark that ends the part about what
     * happened.
     */
    private static final Pattern ADVICE = Pattern
            .compile("[;:.] (?i:add|allow|ask|await|call|catch|check|choose|close|compute"
                    + "|connect|do|end|fix|get|give|iterate|let|lock|look|make|name|open|pass|release|remove|run|set|start|take"
                    + "|treat|unlock|use)\\b");

    static Message of(Mistake mistake, Throwable thrown) {
        if (thrown == null) {
            throw new AssertionError(mistake + ": nothing was thrown");
        }
        boolean silent = thrown.getMessage() == null && thrown.getCause() != null;
        return new Message(mistake, thrown,
                String.valueOf(silent ? thrown.getCause().getMessage() : thrown.getMessage()));
    }

    /** The parts that it lacks. */
    List<String> missing(boolean debugMode) {
        List<String> missing = new ArrayList<>();
        if (!text.contains(mistake.happened())) {
            missing.add("what happened (" + mistake.happened() + ")");
        }
        if (mistake.subject() == Mistake.Subject.CLERK) {
            if (!CLERK.matcher(text).find()) {
                missing.add("the task's name and id");
            }
            if (SPAWN_LINE.matcher(text).find() != debugMode) {
                missing.add("the line that started the task, in debug mode and only then");
            }
        }
        if (!ADVICE.matcher(text).find()) {
            missing.add("what to do");
        }
        return missing;
    }

    /** Returns the message as a row of the table. */
    String row() {
        return String.format("%-44s %-28s %s", mistake.name(), thrown.getClass().getSimpleName(), text);
    }
}
