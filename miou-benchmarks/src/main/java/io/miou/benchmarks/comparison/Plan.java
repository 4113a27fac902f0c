package io.miou.benchmarks.comparison;

import io.miou.benchmarks.load.ClosedLoop;
import io.miou.benchmarks.load.Load;
import io.miou.benchmarks.load.Messages;
import io.miou.benchmarks.load.OpenLoop;
import io.miou.benchmarks.load.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be compared, and how.
 *
 * @param servers the first is compared with each of the others
 * @param connections how many, one comparison for each
 * @param size of a message, in bytes
 * @param rate messages per second; 0 for a closed loop
 * @param rounds in each of which every server gives one sample
 * @param interval of a sample
 * @param warmup under load, before the first sample
 * @param trace how long system calls are counted; 0 for not at all
 * @param jvm options for the servers in Java
 * @param json where the result goes
 */
record Plan(List<String> servers, List<Integer> connections, int size, long rate, int rounds, Duration interval,
        Duration warmup, Duration trace, List<String> jvm, Path json) {

    private static final Map<String, String> STANDARD = Map.of(
            "servers", "miou-nio,netty-nio,netty-epoll,virtual-threads,c",
            "connections", "1,64,1000",
            "size", "64",
            "rate", "0",
            "rounds", "7",
            "seconds", "2",
            "warmup", "6",
            "trace", "0",
            "jvm", "",
            "json", "target/echo-comparison.json");

    /** {@return the plan of a command line like {@code servers=miou-nio,c connections=64 rounds=9}} */
    static Plan parse(String... arguments) {
        Map<String, String> chosen = new HashMap<>(STANDARD);
        for (String argument : String.join(" ", arguments).strip().split("\\s+")) {
            int equals = argument.indexOf('=');
            if (equals < 0 ? !argument.isEmpty() : !STANDARD.containsKey(argument.substring(0, equals))) {
                throw new IllegalArgumentException("what is " + argument + "? choose from " + STANDARD);
            }
            if (equals > 0) {
                String key = argument.substring(0, equals);
                String value = argument.substring(equals + 1);
                // Only an option for the JVM may have a comma in it, so that one comes once for each.
                chosen.merge(key, value, (before, next) -> key.equals("jvm") ? before + " " + next : next);
            }
        }
        return new Plan(List.of(chosen.get("servers").split(",")),
                List.of(chosen.get("connections").split(",")).stream().map(Integer::valueOf).toList(),
                Integer.parseInt(chosen.get("size")), Long.parseLong(chosen.get("rate")),
                Integer.parseInt(chosen.get("rounds")), seconds(chosen.get("seconds")), seconds(chosen.get("warmup")),
                seconds(chosen.get("trace")), words(chosen.get("jvm")), Path.of(chosen.get("json")));
    }

    private static Duration seconds(String number) {
        return Duration.ofMillis(Math.round(Double.parseDouble(number) * 1000));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>(List.of(text.strip().split("\\s+")));
        words.removeIf(String::isEmpty);
        return words;
    }

    Load load(Wire wire, Messages messages) {
        return rate == 0 ? new ClosedLoop(wire, messages) : new OpenLoop(wire, messages, rate);
    }

    String describeLoad() {
        return rate == 0 ? "closed loop" : "open loop of " + rate + " messages/s";
    }
}
