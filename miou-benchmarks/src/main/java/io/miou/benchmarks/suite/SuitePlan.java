package io.miou.benchmarks.suite;

import java.nio.file.Path;
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

    /** {@return the directory in which each class leaves its result} */
    static Path work(Form form) {
        return Path.of("target", "suite", form.toString());
    }

    /**
     * Returns the directory of the page, if none was chosen. The short form's figures mean nothing, so they do not go
     * into the documents.
     */
    static Path directory(Form form) {
        Path parent = form == Form.SHORT ? work(form) : Path.of("..", "docs", "benchmarks");
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
