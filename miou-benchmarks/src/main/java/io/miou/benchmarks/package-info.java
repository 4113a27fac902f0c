/**
 * What the scheduler costs, each time beside a peer in the same run: only the ratios carry from one machine to another. A
 * benchmark runs a whole program of many operations in each invocation, so that starting a run does not count.
 */
package io.miou.benchmarks;
