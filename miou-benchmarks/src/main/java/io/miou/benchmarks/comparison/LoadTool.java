package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program of the system that puts a server under load, and says how it went. */
enum LoadTool {

    /** Requests of HTTP/1.1. */
    WRK {
        @Override
        List<String> command(int port, Load load, Path log) {
            return List.of("wrk", "-t1", "-c" + load.connections(), "-d" + wholeSeconds(load.seconds()) + "s",
                    "--latency", "http://127.0.0.1:" + port + load.path());
        }

        @Override
        double rate(String said) {
            if (said.contains("Non-2xx")) {
                throw new IllegalStateException("the server has refused requests: " + said);
            }
            return number(said, "Requests/sec:\\s+([\\d.]+)");
        }

        @Override
        OptionalDouble p99(String said, Path log) {
            Matcher matcher = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s)").matcher(said);
            return matcher.find()
                    ? OptionalDouble.of(Double.parseDouble(matcher.group(1)) * micros(matcher.group(2)))
                    : OptionalDouble.empty();
        }
    },

    /** Requests of HTTP/2 with prior knowledge, 32 at once on each connection. Its log has the time of each. */
    H2LOAD {
        @Override
        List<String> command(int port, Load load, Path log) {
            return List.of("h2load", "-t1", "-c" + load.connections(), "-m32", "-D" + wholeSeconds(load.seconds()),
                    "--log-file=" + log, "http://127.0.0.1:" + port + load.path());
        }

        @Override
        double rate(String said) {
            if (number(said, ", (\\d+) failed") > 0) {
                throw new IllegalStateException("requests have failed: " + said);
            }
            return number(said, "finished in [^,]+, ([\\d.]+) req/s");
        }

        /** The third column has the microseconds until the end of the answer. */
        @Override
        OptionalDouble p99(String said, Path log) throws IOException {
            try (Stream<String> lines = Files.lines(log)) {
                long[] sorted = lines.mapToLong(line -> Long.parseLong(line.split("\t")[2])).sorted().toArray();
                return sorted.length == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(sorted[(int) Math.ceil(sorted.length * 0.99) - 1]);
            }
        }
    },

    /** SET, then GET. */
    REDIS {
        @Override
        List<String> command(int port, Load load, Path log) {
            return redis(1, port, load);
        }
    },

    /** SET, then GET, 16 at once on each connection. */
    REDIS_16 {
        @Override
        List<String> command(int port, Load load, Path log) {
            return redis(16, port, load);
        }
    };

    /**
     * The work of a tool.
     *
     * @param path of the requests
     * @param lastRate of the sample before; 0 if there is none
     */
    record Load(String path, int connections, double seconds, double lastRate) {
    }

    /** The requests for each second of the first sample, when no rate is known. */
    private static final int FIRST_RATE = 50_000;

    /**
     * {@return what starts it}
     *
     * @param log a file for what it may write about each request
     */
    abstract List<String> command(int port, Load load, Path log);

    /** {@return the requests in a second; of two kinds, when both have the same number} */
    double rate(String said) {
        return 2 / (1 / number(said, "\"SET\",\"([\\d.]+)\"") + 1 / number(said, "\"GET\",\"([\\d.]+)\""));
    }

    /** {@return the latency in microseconds that 99 % do not exceed; the longer one of two kinds} */
    OptionalDouble p99(String said, Path log) throws IOException {
        String fifthAfterRate = "\"(?:,\"[\\d.]+\"){5},\"([\\d.]+)\"";
        return OptionalDouble.of(micros("ms") * Math.max(number(said, "\"SET" + fifthAfterRate),
                number(said, "\"GET" + fifthAfterRate)));
    }

    private static List<String> redis(int pipelined, int port, Load load) {
        long requests = Math.round(load.seconds() / 2 * (load.lastRate() > 0 ? load.lastRate() : FIRST_RATE));
        return List.of("redis-benchmark", "-h", "127.0.0.1", "-p", String.valueOf(port), "-c",
                String.valueOf(load.connections()), "-t", "set,get", "-n", String.valueOf(requests), "-P",
                String.valueOf(pipelined), "--csv");
    }

    private static long wholeSeconds(double seconds) {
        return Math.max(1, Math.round(seconds));
    }

    private static double micros(String unit) {
        return switch (unit) {
            case "us" -> 1;
            case "ms" -> 1e3;
            default -> 1e6;
        };
    }

    private static double number(String said, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("no number of the form " + pattern + " in: " + said);
        }
        return Double.parseDouble(matcher.group(1));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
