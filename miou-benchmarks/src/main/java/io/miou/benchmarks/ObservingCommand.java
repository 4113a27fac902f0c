package io.miou.benchmarks;

import io.miou.benchmarks.ObservedProcess.Observation;
import io.miou.benchmarks.ObservedProcess.Work;
import io.miou.benchmarks.comparison.MedianInterval;
import io.miou.benchmarks.options.Numbers;
import io.miou.benchmarks.options.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * The command that compares the costs of observing. Two processes, with and without, do the same work in turns of about
 * a tenth of a second. On a machine with other work, the ratio of two neighbours is known far better than that of two
 * scores of JMH, which are minutes apart. Each pair of processes is compiled anew, so the interval is that of the
 * pairs.
 */
@Command(name = "observing", sortOptions = false, abbreviateSynopsis = true, showDefaultValues = true,
        description = "Compares yield, spawn and echo while nobody observes with the same where events are compiled"
                + " out, or with --recording, under a flight recording with the JDK's settings with the same without."
                + " Also yields and spawns of virtual threads alone, which show what is the JDK's part.",
        footer = Usage.MAVEN + "-Dobserving=\"--pairs=10\"")
final class ObservingCommand implements Callable<Integer> {

    @Option(names = "--pairs", paramLabel = "COUNT", defaultValue = "10", converter = Numbers.Count.class,
            description = "Number of pairs of processes; six or more give intervals of 95 %%.")
    private int pairs;

    @Option(names = "--turns", paramLabel = "COUNT", defaultValue = "20", converter = Numbers.Count.class,
            description = "Number of turns of each pair and work; before them as many to warm up.")
    private int turns;

    @Option(names = "--recording", description = "Compares a recording with none.")
    private boolean recording;

    private final Map<Work, List<Double>> medians = new EnumMap<>(Work.class);

    @Override
    public Integer call() throws IOException {
        Observation less = recording ? Observation.NONE : Observation.REMOVED;
        Observation more = recording ? Observation.RECORDING : Observation.NONE;
        for (int pair = 0; pair < pairs; pair++) {
            try (ObservedProcess without = ObservedProcess.start(less);
                    ObservedProcess with = ObservedProcess.start(more)) {
                for (Work work : Work.values()) {
                    List<Double> _ = ratios(work, with, without);
                    MedianInterval ratio = MedianInterval.of(
                            ratios(work, with, without).stream().mapToDouble(Double::doubleValue).toArray());
                    System.out.println("pair " + (pair + 1) + ", " + work + ": " + ratio);
                    medians.computeIfAbsent(work, _ -> new ArrayList<>()).add(ratio.median());
                }
            }
        }
        medians.forEach((work, all) -> {
            MedianInterval ratio = MedianInterval.of(all.stream().mapToDouble(Double::doubleValue).toArray());
            System.out.println(work + ", " + more + " / " + less + ": " + ratio + ", " + pairs + " pairs");
        });
        return ExitCode.OK;
    }

    private List<Double> ratios(Work work, ObservedProcess with, ObservedProcess without) throws IOException {
        List<Double> ratios = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            // Every other turn the other way round, so that neither always comes first.
            if (turn % 2 == 0) {
                double other = without.measure(work);
                ratios.add(with.measure(work) / other);
            } else {
                double first = with.measure(work);
                ratios.add(first / without.measure(work));
            }
        }
        return ratios;
    }
}
