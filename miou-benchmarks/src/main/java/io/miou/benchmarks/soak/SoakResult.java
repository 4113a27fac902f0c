package io.miou.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The result of the soak of one variant.
 *
 * @param before the first client and the mill's first turn
 * @param readings while they were there
 * @param after they have gone
 * @param visits of clients, by manner
 * @param faults that no statistic is needed for: what clients complain of, and how the subject ended
 * @param said what the subject wrote to its standard error
 */
record SoakResult(Variant variant, Vitals before, List<Reading> readings, Vitals after, Map<Manner, Long> visits,
        List<String> faults, String said) {

    /** Jars that are opened when a class of theirs is first needed stay open. */
    private static final int SPARE_DESCRIPTORS = 10;

    Verdict verdict(Series series) {
        return series.verdict(readings);
    }

    List<Series> growing() {
        return List.of(Series.values()).stream().filter(series -> verdict(series) == Verdict.GROWING).toList();
    }

    /** {@return everything that is wrong, in words; empty if nothing is} */
    List<String> findings() {
        List<String> findings = new ArrayList<>();
        growing().forEach(series -> findings.add("growing: " + series));
        if (after.tasks() > before.tasks()) {
            findings.add("left behind: " + (after.tasks() - before.tasks()) + " tasks");
        }
        if (after.descriptors() > before.descriptors() + SPARE_DESCRIPTORS) {
            findings.add("left behind: " + (after.descriptors() - before.descriptors()) + " descriptors");
        }
        findings.addAll(faults);
        return findings;
    }
}
