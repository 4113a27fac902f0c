package io.miou.benchmarks.comparison;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The result of a comparison.
 *
 * @param demand what each had to bear
 * @param samples of each contender, one for each round, the first contender first
 * @param systemCalls of each contender that they could be counted for, by name, for each message
 * @param skipped who or what did not take part, and why
 */
record Result(Demand demand, Map<String, List<Sample>> samples, Map<String, Map<String, Double>> systemCalls,
        Map<String, String> skipped) {

    /** {@return the median over all rounds} */
    double median(String contender, ToDoubleFunction<Sample> figure) {
        return MedianInterval.of(samples.get(contender).stream().mapToDouble(figure).toArray()).median();
    }

    /** {@return the messages per second of the contender that has the fewest} */
    double slowest() {
        return samples.keySet().stream().mapToDouble(name -> median(name, Sample::rate)).min().orElseThrow();
    }

    /** {@return the first contender's figure as a multiple of another's, round by round} */
    MedianInterval ratio(String other, ToDoubleFunction<Sample> figure) {
        List<Sample> first = samples.values().iterator().next();
        List<Sample> second = samples.get(other);
        double[] ratios = new double[first.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(first.get(i)) / figure.applyAsDouble(second.get(i));
        }
        return MedianInterval.of(ratios);
    }

    /** {@return everything, for {@link Json}} */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("protocol", demand.exchange().protocol());
        map.put("messageBytes", demand.exchange().size());
        map.put("answerBytes", demand.exchange().answerSize());
        map.put("connections", demand.connections());
        map.put("load", demand.describeLoad());
        map.put("messagesPerSecondAsked", demand.rate());
        map.put("skipped", skipped);
        map.put("systemCallsPerMessage", systemCalls);
        Map<String, Object> all = new LinkedHashMap<>();
        samples.forEach((name, list) -> all.put(name, list.stream().map(Result::toMap).toList()));
        map.put("samples", all);
        return map;
    }

    private static Map<String, Object> toMap(Sample sample) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("messagesPerSecond", sample.rate());
        map.put("p50Micros", sample.p50());
        map.put("p99Micros", sample.p99());
        map.put("p999Micros", sample.p999());
        map.put("serverCpuNanosPerMessage", sample.serverNanos());
        map.put("clientCpuNanosPerMessage", sample.clientNanos());
        map.put("serverLoad", sample.serverLoad());
        return map;
    }
}
