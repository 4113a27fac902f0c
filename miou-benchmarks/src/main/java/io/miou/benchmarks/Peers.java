package io.miou.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** The peers that take part only where the JDK allows it. Any thread. */
public final class Peers {

    private Peers() {
    }

    /**
     * {@return the reasons why some benchmarks cannot run in this process, by the beginning of their methods' names}
     */
    public static Map<String, String> missing() {
        Map<String, String> missing = new LinkedHashMap<>();
        BareCarrier.unavailable().ifPresent(reason -> missing.put("bareCarriedThreads", reason));
        StructuredScope.unavailable().ifPresent(reason -> missing.put("structuredTaskScope", reason));
        return missing;
    }
}
