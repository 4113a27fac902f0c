package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page with the errors has every public exception of the exported packages, every mistake that the tests of the
 * messages make, and every warning and error that the product logs. A line of the log that the page has is still in the
 * product.
 */
class ErrorsPageTest {

    private static final Pattern EXPORT = Pattern.compile("(?m)^    exports ([\\w.]+);$");
    private static final Pattern EXCEPTION = Pattern
            .compile("(?m)^public (?:(?:abstract|final|sealed) )*class (\\w+) extends"
                    + " (?:\\w*Exception|\\w*Error|Throwable|RuleViolation)\\b");
    private static final Pattern MISTAKE = Pattern
            .compile("(?:new Mistake|ofTheClerk|ofTheCall|launching)\\(\\s*\"([^\"]+)\",\\s*\"([^\"]+)\"");
    private static final Pattern MESSAGE = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
    private static final Pattern LOGGED = Pattern.compile("(?m)^\\| (?:WARNING|ERROR) \\| `([^`]+)` \\|");
    private static final Pattern LOG_CALL = Pattern
            .compile("(?:Log\\.(?:warning|warningAtExit|error)|Failures\\.log|warn\\.accept)\\(");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    @Test
    void everyPublicException_isListed() throws IOException {
        List<String> exceptions = new ArrayList<>();
        for (Path module : modules()) {
            for (MatchResult export : matches(EXPORT, module.resolve("module-info.java"))) {
                Path folder = module.resolve(export.group(1).replace('.', '/'));
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.filter(one -> one.toString().endsWith(".java")).sorted().toList()) {
                        matches(EXCEPTION, file).forEach(found -> exceptions.add(found.group(1)));
                    }
                }
            }
        }
        assertThat(exceptions).contains("StillHasChildrenError", "ChannelClosedException", "StandstillError");
        assertThat(exceptions).allSatisfy(name -> assertThat(page()).contains("\n| `" + name + "`"));
    }

    @Test
    void everyMistakeOfTheMessageTests_isListed() throws IOException {
        List<String> messages = MESSAGE.matcher(page()).results().map(found -> plain(found.group(1))).toList();
        List<String> missing = new ArrayList<>();
        int mistakes = 0;
        for (Path file : ProjectSources.in(SnippetsTest.PROJECT.resolve("miou-core/src/test/java/io/miou/messages"))) {
            for (MatchResult mistake : matches(MISTAKE, file)) {
                if (!file.toString().endsWith("Mistakes.java")) {
                    continue;
                }
                mistakes++;
                if (messages.stream().noneMatch(message -> message.contains(plain(mistake.group(2))))) {
                    missing.add(mistake.group(1) + ": " + mistake.group(2));
                }
            }
        }
        assertThat(mistakes).isGreaterThan(50);
        assertThat(missing).isEmpty();
    }

    @Test
    void everyWarning_isListed() throws IOException {
        List<String> lines = lines();
        List<String> missing = new ArrayList<>();
        int warnings = 0;
        for (Path file : sources()) {
            for (String text : logged(Files.readString(file))) {
                warnings++;
                if (lines.stream().noneMatch(line -> isOf(line, text))) {
                    missing.add(file.getFileName() + ": " + text);
                }
            }
        }
        assertThat(warnings).isGreaterThan(30);
        assertThat(missing).isEmpty();
    }

    @Test
    void everyLineOnThePage_isStillLogged() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : sources()) {
            texts.add(literals(Files.readString(file)));
        }
        assertThat(lines()).isNotEmpty();
        assertThat(lines()).allMatch(line -> texts.stream().anyMatch(text -> isOf(line, text)));
    }

    @Test
    void textsOfLogCalls_areFound() {
        String code = """
                Log.warning("the file " + path + " of (a) "
                        + "listener", e);
                Failures.log(System.Logger.Level.INFO, "quiet", null);
                Failures.log(System.Logger.Level.WARNING, left + " was left", null);
                Log.debug(() -> "quiet", e);
                """;
        assertThat(logged(code)).containsExactly("the file ... of (a) listener", " was left");
        assertThat(isOf("the file ... of (a) listener", "the file ... of (a) listener")).isTrue();
        assertThat(isOf("... of (a) listener", "the file ... of (a) listener")).isTrue();
        assertThat(isOf("the file ... of a listener", "the file ... of (a) listener")).isFalse();
    }

    /** The texts of warnings and errors that a file logs; dots stand for what is not a literal. */
    private static List<String> logged(String code) {
        List<String> texts = new ArrayList<>();
        Matcher call = LOG_CALL.matcher(code);
        while (call.find()) {
            String arguments = code.substring(call.end(), endOfCall(code, call.end()));
            String text = literals(arguments);
            boolean quiet = call.group().startsWith("Failures") && !arguments.contains("Level.WARNING")
                    && !arguments.contains("Level.ERROR");
            if (!quiet && !text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static int endOfCall(String code, int start) {
        Matcher literal = LITERAL.matcher(code);
        int depth = 1;
        int i = start;
        while (depth > 0) {
            char c = code.charAt(i);
            if (c == '"' && literal.find(i)) {
                i = literal.end();
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            i++;
        }
        return i - 1;
    }

    private static String literals(String code) {
        return String.join("...", LITERAL.matcher(code.replaceAll("\"\\s*\\+\\s*\"", "")).results()
                .map(literal -> literal.group(1)).toList());
    }

    /** Whether the parts of a line of the page are in a text, in their order. */
    private static boolean isOf(String line, String text) {
        int from = 0;
        for (String part : line.split(Pattern.quote("..."))) {
            int at = text.indexOf(part.strip(), from);
            if (at < 0) {
                return false;
            }
            from = at + part.strip().length();
        }
        return true;
    }

    /** A text in which numbers do not matter. */
    private static String plain(String text) {
        return NUMBER.matcher(text).replaceAll("0");
    }

    private static List<String> lines() throws IOException {
        return LOGGED.matcher(page()).results().map(line -> line.group(1)).toList();
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> folders = Files.list(SnippetsTest.PROJECT)) {
            return folders.map(folder -> folder.resolve("src/main/java"))
                    .filter(folder -> Files.exists(folder.resolve("module-info.java"))).sorted().toList();
        }
    }

    private static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path module : modules()) {
            for (Path file : ProjectSources.in(module)) {
                // The logger itself, and its calls by itself.
                if (!file.endsWith("io/miou/support/Log.java")) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    private static List<MatchResult> matches(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file)).results().toList();
    }

    private static String page() throws IOException {
        return Files.readString(SnippetsTest.PROJECT.resolve("docs/errors.md"));
    }
}
