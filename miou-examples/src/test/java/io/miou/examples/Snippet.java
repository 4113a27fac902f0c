package io.miou.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fenced block of Java code in a Markdown file. The line before it may be a comment that asks for more than that it
 * compiles: {@code <!-- run -->}, perhaps with options of the JVM, that its main ends with exit status 0,
 * {@code <!-- from FILE -->} that its lines are in that file of the project, whatever their indentation. A block of any
 * language after {@code <!-- prints -->} is all that the snippet before it prints; {@code ...} in it stands for any
 * part of a line. A snippet may use the classes that snippets before it on its page declare.
 *
 * @param file where it is
 * @param line of the opening fence
 * @param request what the comment before it says; empty if there is none
 * @param code without the fences
 * @param output what it prints; empty if the page does not say
 * @param earlier the snippets before it on its page that declare classes
 */
record Snippet(Path file, int line, String request, String code, Optional<String> output, List<Snippet> earlier) {

    private static final Pattern FENCE = Pattern.compile("\\s*(```+|~~~+)\\s*(\\w*).*");
    private static final Pattern COMMENT = Pattern.compile("\\s*<!--\\s*(.*?)\\s*-->\\s*");
    private static final Pattern UNIT = Pattern
            .compile("(?m)^\\s*((public|final|abstract|sealed)\\s+)*(class|interface|record|enum)\\s+(\\w+)");
    private static final Pattern MAIN = Pattern.compile("(?m)^(public\\s+)?(static\\s+)?void main\\(");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;\\R?");

    /** The head of the file into which a reader puts a fragment; the guide's first page shows it. */
    static final String HEADER = """
            import io.miou.*;
            import io.miou.net.*;
            import io.miou.os.*;
            import io.miou.sync.*;
            """;

    /** Returns all Java blocks of a file, in order. */
    static List<Snippet> of(Path file) throws IOException {
        return of(file, Files.readAllLines(file));
    }

    static List<Snippet> of(Path file, List<String> lines) {
        List<Snippet> snippets = new ArrayList<>();
        String previous = "";
        for (int i = 0; i < lines.size(); i++) {
            Matcher opening = FENCE.matcher(lines.get(i));
            if (!opening.matches()) {
                previous = lines.get(i).isBlank() ? previous : lines.get(i);
                continue;
            }
            int start = i;
            String fence = opening.group(1);
            do {
                i++;
            } while (i < lines.size() && !lines.get(i).strip().startsWith(fence));
            Matcher comment = COMMENT.matcher(previous);
            String request = comment.matches() ? comment.group(1) : "";
            String code = (String.join("\n", lines.subList(start + 1, Math.min(i, lines.size()))) + "\n").stripIndent();
            if (request.equals("prints")) {
                if (snippets.isEmpty() || !snippets.getLast().isToBeRun()) {
                    throw new IllegalArgumentException(file + ":" + (start + 1) + ": nothing is run that prints this");
                }
                snippets.set(snippets.size() - 1, snippets.getLast().printing(code));
            } else if (opening.group(2).equals("java")) {
                List<Snippet> earlier = snippets.stream().filter(Snippet::declaresClasses).toList();
                snippets.add(new Snippet(file, start + 1, request, code, Optional.empty(), earlier));
            }
            previous = "";
        }
        return snippets;
    }

    private Snippet printing(String text) {
        return new Snippet(file, line, request, code, Optional.of(text), earlier);
    }

    boolean isToBeRun() {
        return request.equals("run") || request.startsWith("run ");
    }

    /** Options of the JVM that it is run with. */
    List<String> options() {
        String options = request.substring("run".length()).strip();
        return options.isEmpty() ? List.of() : List.of(options.split(" +"));
    }

    /** Returns whether this is the output that the page shows. */
    boolean prints(String printed) {
        String pattern = output.orElseThrow().stripTrailing().lines()
                .map(line -> Stream.of(line.split(Pattern.quote("..."), -1)).map(Pattern::quote)
                        .collect(Collectors.joining(".*")))
                .collect(Collectors.joining("\\R"));
        return Pattern.matches(pattern, printed.stripTrailing());
    }

    private boolean declaresClasses() {
        return origin() == null && isUnit() && !isCompact();
    }

    /** Returns whether the block is a compact source file: a main without a class around it. */
    private boolean isCompact() {
        return MAIN.matcher(code).find();
    }

    /** The file it is a part of, or null. */
    Path origin() {
        return request.startsWith("from ") ? Path.of(request.substring("from ".length())) : null;
    }

    boolean isUnit() {
        return UNIT.matcher(code).find() || isCompact();
    }

    /** The class that a unit declares, or that a fragment is wrapped in. */
    String className() {
        Matcher unit = UNIT.matcher(code);
        return !isCompact() && unit.find() ? unit.group(4) : "Snippet" + line;
    }

    /** Returns the source that is handed to the compiler: for a fragment, the file that a reader makes of it. */
    String source() {
        if (isUnit()) {
            return code;
        }
        StringBuilder imports = new StringBuilder(HEADER);
        Matcher own = IMPORT.matcher(code);
        while (own.find()) {
            imports.append(own.group());
        }
        return imports + "\nvoid main() throws Exception {\n" + IMPORT.matcher(code).replaceAll("") + "}\n";
    }

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
