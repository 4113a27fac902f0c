package io.miou.benchmarks.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.backend.nio.NioBackendProvider;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Checks that the counts are complete, and that a domain which works for itself is woken by no other. */
@Tag("harness")
@Timeout(60)
class ScalingTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ScalingReport report = new ScalingReport(new PrintStream(printed, true, StandardCharsets.UTF_8),
            new NioBackendProvider(), List.of(1, 3));

    /** Returns the rows of the tables, each as its cells. */
    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (String line : printed.toString(StandardCharsets.UTF_8).split("\n")) {
            if (line.matches("\\| [0-9].*")) {
                rows.add(List.of(line.substring(2).split(" \\|\\s?")));
            }
        }
        return rows;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void echo_answersEveryMessage_andNoDomainWakesAnother() {
        report.echo(12, 5);
        assertThat(rows()).extracting(row -> row.get(1)).containsExactly("60", "60");
        assertThat(rows()).extracting(row -> row.get(5)).containsExactly("0", "0");
    }

    @Test
    void ownTasks_areAllCounted_andEachDomainIsWokenOnceToBegin() {
        report.ownTasks(3_000);
        assertThat(rows()).extracting(row -> row.get(1)).containsExactly("3000", "9000");
        assertThat(rows()).extracting(row -> row.get(2)).containsExactly("3000", "3000");
        assertThat(rows()).allSatisfy(row -> assertThat(Integer.parseInt(row.get(4)))
                .isLessThanOrEqualTo(2 * Integer.parseInt(row.get(0))));
        // A domain doubles what it takes, up to a thousand: far fewer visits than tasks.
        assertThat(rows().get(0).get(5)).isEqualTo("1");
    }

    @Test
    void calls_areAllCounted() {
        report.calls(200);
        assertThat(rows()).singleElement().satisfies(row -> assertThat(row.subList(0, 3)).containsExactly("3", "600",
                "200"));
    }

    @Test
    void crowds_haveARowForEachNumberAndKindOfWait() {
        report.crowds(List.of(100, 1_000));
        assertThat(rows()).extracting(row -> row.subList(0, 2)).containsExactly(List.of("100", "an event"),
                List.of("1,000", "an event"), List.of("100", "a time"), List.of("1,000", "a time"));
    }
}
