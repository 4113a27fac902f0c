package io.miou.benchmarks.comparison;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The subject and the settings of a comparison.
 *
 * @param servers the first that can run is compared with each of the others
 * @param exchanges each protocol with each size, one comparison for each
 * @param connections how many, one comparison for each
 * @param rate messages per second; 0 for a closed loop
 * @param open what part of the slowest server's rate in the closed loop they get in an open one too; 0 for no open one
 * @param rounds how many; in each round every server gives one sample
 * @param interval of a sample
 * @param warmup under load, before the first sample
 * @param trace how long system calls are counted; 0 for not at all
 * @param jvm options for the servers in Java
 * @param json where the result goes
 */
record Plan(List<String> servers, List<Exchange> exchanges, List<Integer> connections, long rate, double open,
        int rounds, Duration interval, Duration warmup, Duration trace, List<String> jvm, Path json) {

    private static final Map<String, String> STANDARD = Map.ofEntries(
            Map.entry("servers",
                    "miou-epoll,netty-epoll,miou-kqueue,netty-kqueue,miou-nio,netty-nio,virtual-threads,c"),
            Map.entry("protocol", "echo"),
            Map.entry("size", "64"),
            Map.entry("connections", "1,64,1000"),
            Map.entry("rate", "0"),
            Map.entry("open", "0"),
            Map.entry("rounds", "7"),
            Map.entry("seconds", "2"),
            Map.entry("warmup", "6"),
            Map.entry("trace", "0"),
            Map.entry("jvm", ""),
            Map.entry("json", "target/echo-comparison.json"));

    Plan {
        if (open < 0 || open > 1 || open > 0 && rate > 0) {
            throw new IllegalArgumentException(
                    "open=" + open + " rate=" + rate + ": choose one of them, and open as a part of 1, such as 0.5");
        }
    }

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
                exchanges(chosen.get("protocol"), chosen.get("size")), numbers(chosen.get("connections")),
                Long.parseLong(chosen.get("rate")), Double.parseDouble(chosen.get("open")),
                Integer.parseInt(chosen.get("rounds")), seconds(chosen.get("seconds")), seconds(chosen.get("warmup")),
                seconds(chosen.get("trace")), words(chosen.get("jvm")), Path.of(chosen.get("json")));
    }

    private static List<Exchange> exchanges(String protocols, String sizes) {
        List<Exchange> exchanges = new ArrayList<>();
        for (String protocol : protocols.split(",")) {
            numbers(sizes).forEach(size -> exchanges.add(new Exchange(Protocol.named(protocol), size)));
        }
        return exchanges;
    }

    private static List<Integer> numbers(String text) {
        return List.of(text.split(",")).stream().map(Integer::valueOf).toList();
    }

    private static Duration seconds(String number) {
        return Duration.ofMillis(Math.round(Double.parseDouble(number) * 1000));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>(List.of(text.strip().split("\\s+")));
        words.removeIf(String::isEmpty);
        return words;
    }
}
