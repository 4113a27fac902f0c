package io.miou.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.miou.testkit.QuietLog;
import io.miou.testkit.Share;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random trees of small tasks that use the whole language, each in a world of its own; whatever they do, the model
 * finds that the rules hold.
 *
 * <p>{@code -Dmiou.programs=1000000} runs a million programs, {@code -Dmiou.programs.first=42} begins at that seed;
 * with {@code -Dmiou.programs=1} too it is run alone, and all that happened is printed.
 */
@ExtendWith(QuietLog.class)
class RandomProgramsTest {

    private static final Share SHARE = Share.of("miou.programs", 20_000);
    private static final long FIRST = Long.getLong("miou.programs.first", SHARE.first());
    private static final long COUNT = SHARE.count();

    @Test
    @Timeout(value = 1, unit = java.util.concurrent.TimeUnit.DAYS)
    @Tag("slow")
    void randomPrograms_keepEveryRule() throws InterruptedException {
        // While the domains of one world hand over to each other, another world uses the processor.
        Campaign campaign = new Campaign(FIRST, COUNT, 2 * Runtime.getRuntime().availableProcessors());
        campaign.run();
        System.out.println(campaign);
        if (!campaign.findings().isEmpty()) {
            StringBuilder text = new StringBuilder();
            for (Campaign.Finding finding : campaign.findings()) {
                text.append("\n-Dmiou.programs=1 -Dmiou.programs.first=").append(finding.seed());
                finding.faults().forEach(fault -> text.append("\n    ").append(fault));
            }
            if (COUNT == 1) {
                text.append("\n").append(Performance.of(FIRST).story());
            }
            fail(text.toString());
        }
    }

    @Test
    void sameSeed_givesTheSameLog() {
        for (long seed = 0; seed < 50; seed++) {
            // Exceptions are other objects each time.
            assertThat(Performance.of(seed).log().toString().replaceAll("@[0-9a-f]+", ""))
                    .isEqualTo(Performance.of(seed).log().toString().replaceAll("@[0-9a-f]+", ""));
        }
    }
}
