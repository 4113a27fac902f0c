package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The text of a program of this module. */
record SourceFile(String text) {

    /** Maven runs programs and tests in the module's folder. */
    private static final Path SOURCES = Path.of("src", "main", "java");

    /** A comment, or what may hold the signs of one without being one: a string or a character. */
    private static final Pattern COMMENT = Pattern
            .compile("(\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])+')|//[^\n]*|/\\*(?s:.*?)\\*/");

    static SourceFile of(Class<?> program) throws IOException {
        Path file = SOURCES.resolve(program.getName().replace('.', '/') + ".java").toAbsolutePath();
        if (!Files.exists(file)) {
            throw new IOException("there is no " + file + ": run this in the folder of miou-benchmarks, as Maven does");
        }
        return new SourceFile(Files.readString(file));
    }

    /** {@return the number of lines, without empty ones, comments, imports and the package} */
    long linesOfCode() {
        return COMMENT.matcher(text).replaceAll(found -> found.group(1) == null
                ? ""
                : java.util.regex.Matcher.quoteReplacement(found.group(1))).lines().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("import ") && !line.startsWith("package "))
                .count();
    }
}
