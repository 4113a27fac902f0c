package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.TaskFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline counts as one loop does, and ends when a stage fails. */
class WordCountTest {

    @TempDir
    private Path folder;

    private Path file(List<String> lines) throws IOException {
        return Files.write(folder.resolve("words.txt"), lines);
    }

    @Test
    void randomFile_hasTheCountsOfOneLoop() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        Map<String, Integer> expected = new TreeMap<>();
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < 20_000; line++) {
            StringBuilder text = new StringBuilder();
            for (int word = random.nextInt(8); word > 0; word--) {
                String one = Character.toString('a' + random.nextInt(26)).repeat(1 + random.nextInt(3));
                expected.merge(one, 1, Integer::sum);
                text.append(random.nextBoolean() ? one.toUpperCase(java.util.Locale.ROOT) : one).append(", ");
            }
            lines.add(text.toString());
        }
        Path file = file(lines);
        assertThat(Miou.run(() -> WordCount.of(file))).isEqualTo(expected);
    }

    @Test
    void fileThatIsMissing_failsTheWholePipeline() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> Miou.run(() -> WordCount.of(missing))).isInstanceOf(TaskFailedException.class)
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    @Tag("slow")
    void program_printsTheMostFrequentWords() throws Exception {
        Path file = file(List.of("To be, or not to be:", "that is the question"));
        try (Program program = Program.example(WordCount.class, file, 3)) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
            assertThat(program.output()).isEqualTo("2 be\n2 to\n1 is\n");
        }
    }
}
