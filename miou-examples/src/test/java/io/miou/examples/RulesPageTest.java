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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The page with the rules has all of them, each with its text, an example, the tests that hold it and its origin. Every
 * test class of a rule is named by its section, and every class that a section names exists.
 */
class RulesPageTest {

    private static final int RULES = 32;
    private static final Pattern HEADING = Pattern.compile("(?m)^## Rule (\\d+)$");
    private static final Pattern TESTS = Pattern.compile("(?s)\nTest: (`.*?`)\\. From: (.+?)\\.\n");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern TEST_OF_A_RULE = Pattern.compile("Rule(\\d\\d)\\w+Test");

    @Test
    void allRules_areThereInOrder() throws IOException {
        assertThat(HEADING.matcher(page()).results().map(heading -> Integer.valueOf(heading.group(1))))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, RULES).boxed().toList());
    }

    @Test
    void everyRule_isComplete() throws IOException {
        List<String> classes = testClasses();
        assertThat(classes).anyMatch(name -> name.startsWith("Rule01"));
        List<String> faults = new ArrayList<>();
        for (Section section : sections(page())) {
            section.faults(classes).forEach(fault -> faults.add("rule " + section.number() + ": " + fault));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void sectionThatLacksAPart_isFound() {
        String whole = """
                ## Rule 1

                **Something holds.** Always.

                ```java
                int one = 1;
                ```

                Test: `Rule01SomethingTest`, `OtherTest`. From: ours.
                """;
        List<String> classes = List.of("Rule01SomethingTest", "OtherTest", "Rule02ElseTest");
        assertThat(faults(whole, classes)).isEmpty();
        assertThat(faults(whole.replace("**", ""), classes)).containsExactly("no rule in bold");
        assertThat(faults(whole.replace("java", "sh"), classes)).containsExactly("no example");
        assertThat(faults(whole.replace("From:", "By:"), classes)).containsExactly("no line with tests and origin");
        assertThat(faults(whole, List.of("Rule01SomethingTest"))).containsExactly("OtherTest is nowhere");
        assertThat(faults(whole, List.of("Rule01SomethingTest", "OtherTest", "Rule01MoreTest")))
                .containsExactly("Rule01MoreTest is not named");
    }

    private static List<String> faults(String page, List<String> classes) {
        return sections(page).getFirst().faults(classes);
    }

    private record Section(int number, String text) {

        List<String> faults(List<String> classes) {
            List<String> faults = new ArrayList<>();
            if (!text.startsWith("\n\n**")) {
                faults.add("no rule in bold");
            }
            if (!text.contains("\n```java\n")) {
                faults.add("no example");
            }
            Matcher tests = TESTS.matcher(text);
            if (!tests.find()) {
                faults.add("no line with tests and origin");
                return faults;
            }
            List<String> named = NAME.matcher(tests.group(1)).results().map(name -> name.group(1)).toList();
            named.stream().filter(name -> !classes.contains(name)).forEach(name -> faults.add(name + " is nowhere"));
            classes.stream().filter(this::isOfThisRule).filter(name -> !named.contains(name))
                    .forEach(name -> faults.add(name + " is not named"));
            return faults;
        }

        private boolean isOfThisRule(String testClass) {
            Matcher name = TEST_OF_A_RULE.matcher(testClass);
            return name.matches() && Integer.parseInt(name.group(1)) == number;
        }
    }

    private static List<Section> sections(String page) {
        List<MatchResult> headings = HEADING.matcher(page).results().toList();
        return IntStream.range(0, headings.size()).mapToObj(i -> {
            int end = i + 1 < headings.size() ? headings.get(i + 1).start() : page.length();
            return new Section(Integer.parseInt(headings.get(i).group(1)), page.substring(headings.get(i).end(), end));
        }).toList();
    }

    private static List<String> testClasses() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path file : ProjectSources.under("src/test/java")) {
            if (file.toString().endsWith("Test.java") && Files.readString(file).contains("\n    @")) {
                names.add(file.getFileName().toString().replace(".java", ""));
            }
        }
        return names;
    }

    private static String page() throws IOException {
        return Files.readString(SnippetsTest.PROJECT.resolve("docs/rules.md"));
    }
}
