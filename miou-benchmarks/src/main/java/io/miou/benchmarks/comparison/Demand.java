package io.miou.benchmarks.comparison;

import io.miou.benchmarks.load.ClosedLoop;
import io.miou.benchmarks.load.Load;
import io.miou.benchmarks.load.Messages;
import io.miou.benchmarks.load.OpenLoop;
import io.miou.benchmarks.load.Wire;

/**
 * The load on each server.
 *
 * @param exchange on each connection
 * @param connections how many there are
 * @param rate messages per second, on all together; 0 for a closed loop
 */
record Demand(Exchange exchange, int connections, long rate) {

    Load load(Wire wire, Messages messages) {
        return rate == 0 ? new ClosedLoop(wire, messages) : new OpenLoop(wire, messages, rate);
    }

    /** {@return the same in an open loop} */
    Demand at(long messagesPerSecond) {
        return new Demand(exchange, connections, messagesPerSecond);
    }

    String describeLoad() {
        return rate == 0 ? "closed loop" : "open loop of " + rate + " messages/s";
    }
}
