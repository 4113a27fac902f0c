package io.miou.benchmarks.suite;

import com.sun.management.OperatingSystemMXBean;
import io.miou.spi.BackendProvider;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * The engines, backends and benchmarks that this machine can run.
 *
 * @param engines of fibers
 * @param backends that can be used, the preferred one first
 * @param excluded regular expressions over the names of benchmarks that cannot run
 * @param lacking why something is left out, by what it is
 */
record Equipment(List<String> engines, List<String> backends, List<String> excluded, Map<String, String> lacking) {

    private static final long MEMORY_FOR_A_HEAP_OF_4_GIB = 5L << 30;

    /**
     * {@return the equipment of this process, whose options the benchmarks get as well}
     *
     * @param missingPeers the reasons why some benchmarks cannot run, by the beginning of their methods' names
     */
    static Equipment here(Map<String, String> missingPeers) {
        List<String> engines = new ArrayList<>(List.of("carried", "portable"));
        List<String> excluded = new ArrayList<>();
        Map<String, String> lacking = new LinkedHashMap<>();
        missingPeers.forEach((beginning, reason) -> {
            excluded.add("\\." + beginning);
            lacking.put(beginning, reason);
            if (beginning.startsWith("bare")) {
                engines.remove("carried");
                lacking.put("carried fibers", reason);
            }
        });
        if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
            excluded.add("RecordingBenchmark");
            lacking.put("recordings", "this run-time image has no module jdk.jfr");
        }
        long memory = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        if (memory < MEMORY_FOR_A_HEAP_OF_4_GIB) {
            excluded.add("IdleFibersBenchmark");
            lacking.put("idle fibers", "a heap of 4 GiB does not fit into " + (memory >> 20) + " MiB");
        }
        return new Equipment(engines, backends(lacking), excluded, lacking);
    }

    private static List<String> backends(Map<String, String> lacking) {
        List<BackendProvider> providers = new ArrayList<>();
        ServiceLoader.load(BackendProvider.class).forEach(provider -> provider.unavailable().ifPresentOrElse(
                reason -> lacking.put("backend " + provider.name(), reason), () -> providers.add(provider)));
        providers.sort(Comparator.comparingInt(BackendProvider::priority).reversed());
        return providers.stream().map(BackendProvider::name).toList();
    }

    /** {@return the backends to use: the preferred one, or the available ones among those that were asked for} */
    List<String> choose(List<String> asked) {
        if (asked.isEmpty()) {
            return List.of(backends.getFirst());
        }
        List<String> chosen = asked.stream().filter(backends::contains).toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("none of the backends " + asked + " can be used here: choose from "
                    + backends);
        }
        return chosen;
    }
}
