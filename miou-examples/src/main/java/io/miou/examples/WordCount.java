package io.miou.examples;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskFailedException;
import io.miou.sync.Channel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Counts the words of a file with a pipeline of three stages, which channels connect: one task reads, one task a domain
 * counts, and main adds up.
 *
 * <pre>
 * read --lines--> count (one a domain) --counts--> main
 * </pre>
 *
 * <p>Both channels are bounded, so a stage that is fast waits for one that is slow, and the file is never in memory as
 * a whole. A stage that ends closes the channel behind it, and the next stage then ends as well. If a stage fails, main
 * gets the failure and the others are cancelled.
 */
public final class WordCount {

    private static final int LINES_AT_ONCE = 500;
    private static final Pattern WORD = Pattern.compile("\\p{L}+");

    private WordCount() {
    }

    /** The first stage: sends the lines of a file, some hundred at a time. */
    private static void read(Path file, Channel<List<String>> lines) throws IOException {
        try (lines; BufferedReader reader = Miou.blocking(() -> Files.newBufferedReader(file))) {
            for (var next = some(reader); !next.isEmpty(); next = some(reader)) {
                lines.send(next);
            }
        }
    }

    private static List<String> some(BufferedReader reader) throws IOException {
        return Miou.blocking(() -> {
            List<String> lines = new ArrayList<>();
            for (String line = ""; lines.size() < LINES_AT_ONCE && (line = reader.readLine()) != null;) {
                lines.add(line);
            }
            return lines;
        });
    }

    /** The second stage: counts the words of the lines that it gets. */
    private static void count(Channel<List<String>> lines, Channel<Map<String, Integer>> counts) {
        for (List<String> some : lines) {
            Map<String, Integer> count = new HashMap<>();
            for (String line : some) {
                WORD.matcher(line).results()
                        .forEach(word -> count.merge(word.group().toLowerCase(Locale.ROOT), 1, Integer::sum));
            }
            counts.send(count);
        }
    }

    /** Counts the words of a file. On a fiber. */
    static Map<String, Integer> of(Path file) {
        Channel<List<String>> lines = Channel.of(4);
        Channel<Map<String, Integer>> counts = Channel.of(4);
        Promise<Void> stages = Miou.async(() -> {
            try (counts) {
                Promise<Void> reading = Miou.async(() -> read(file, lines));
                Promise<Void> counting = Miou.async(() -> Miou.everywhere(() -> count(lines, counts)));
                var _ = Miou.all(reading, counting);
            }
        });
        Map<String, Integer> total = new TreeMap<>();
        for (Map<String, Integer> count : counts) {
            count.forEach((word, number) -> total.merge(word, number, Integer::sum));
        }
        stages.await();
        return total;
    }

    /**
     * Prints the most frequent words of a file.
     *
     * @param args the file, in UTF-8, and how many words to print (10)
     */
    public static void main(String[] args) {
        Arguments arguments = new Arguments("WordCount FILE [WORDS]", args);
        Path file = Path.of(arguments.required("file"));
        int words = arguments.number("words", 10, 0, Integer.MAX_VALUE);
        arguments.end();
        try {
            Miou.run(() -> of(file)).entrySet().stream()
                    .sorted(Entry.<String, Integer>comparingByValue().reversed().thenComparing(Entry.comparingByKey()))
                    .limit(words).forEach(word -> System.out.println(word.getValue() + " " + word.getKey()));
        } catch (TaskFailedException e) {
            System.err.println("cannot count the words of " + file + ": " + e.getCause());
            System.exit(1);
        }
    }
}
