package io.miou.benchmarks.comparison;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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

    Plan {
        if (open > 0 && rate > 0) {
            throw new IllegalArgumentException("--open=" + open + " and --rate=" + rate
                    + " are two rates of one open loop: set one of them to 0");
        }
    }
}
