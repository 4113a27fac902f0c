package io.miou.benchmarks.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The benchmarks to be run, and the place of the results.
 *
 * @param form how long
 * @param classes such as {@code Yield}; empty for all of them and the comparison of echo servers
 * @param backends to run Miou on; empty for the one that it would choose itself
 * @param resumes whether what an earlier run has measured is kept
 * @param directory of the page
 * @param work where each class leaves its result
 */
record SuitePlan(Form form, List<String> classes, List<String> backends, boolean resumes, Path directory, Path work) {

    private static final String HELP = "choose all, quick or short, then any of: classes=Yield,Call backends=epoll,nio"
            + " directory=PATH resume";

    /** {@return the plan of a command line like {@code quick classes=Yield,Spawn resume}} */
    static SuitePlan parse(String... arguments) {
        Form form = Form.ALL;
        List<String> classes = List.of();
        List<String> backends = List.of();
        boolean resumes = false;
        String directory = "";
        List<String> words = new ArrayList<>(List.of(String.join(" ", arguments).strip().split("\\s+")));
        // A property without a value is "true" for Maven.
        words.removeIf(word -> word.isEmpty() || word.equals("true"));
        for (String word : words) {
            String value = word.substring(word.indexOf('=') + 1);
            switch (word.substring(0, word.length() - value.length())) {
                case "classes=" -> classes = List.of(value.split(","));
                case "backends=" -> backends = List.of(value.split(","));
                case "directory=" -> directory = value;
                case "" -> {
                    if (word.equals("resume")) {
                        resumes = true;
                    } else {
                        form = form(word);
                    }
                }
                default -> throw new IllegalArgumentException("what is " + word + "? " + HELP);
            }
        }
        Path work = Path.of("target", "suite", form.name().toLowerCase(Locale.ROOT));
        return new SuitePlan(form, classes, backends, resumes,
                directory.isEmpty() ? directory(form, work) : Path.of(directory), work);
    }

    private static Form form(String word) {
        for (Form form : Form.values()) {
            if (form.name().toLowerCase(Locale.ROOT).equals(word)) {
                return form;
            }
        }
        throw new IllegalArgumentException("what is " + word + "? " + HELP);
    }

    /**
     * Returns the directory of the page. The short form's figures mean nothing, so they do not go into the documents.
     */
    private static Path directory(Form form, Path work) {
        Path parent = form == Form.SHORT ? work : Path.of("..", "docs", "benchmarks");
        return parent.resolve(system(System.getProperty("os.name")) + "-" + System.getProperty("os.arch"));
    }

    private static String system(String name) {
        String first = name.toLowerCase(Locale.ROOT).split(" ")[0];
        return first.equals("mac") ? "macos" : first;
    }

    boolean isOfAllClasses() {
        return classes.isEmpty();
    }
}
