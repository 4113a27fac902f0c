/**
 * The network comparison: servers side by side, each a process of its own on one core, the load generator on another.
 *
 * <p>An <em>exchange</em> is a message and its answer. A <em>demand</em> is a number of exchanges at once, or per
 * second. A <em>contender</em> is a server that takes part. A <em>sample</em> is one contender under load for some
 * seconds. In a <em>round</em> each contender gives one sample, in the same order each time, so that a disturbance of
 * the machine affects all of them. The <em>ratio</em> of the first contender to each other is taken within a round, and
 * the median over the rounds is the result. A contender that the machine cannot run is skipped, with the reason.
 *
 * <p>The proxies are compared in two more ways: by their length, and by the connections left behind when clients and
 * upstreams fail ({@link io.miou.benchmarks.comparison.Mishap}), as they are written and with one line forgotten
 * ({@link io.miou.benchmarks.comparison.ForgottenLine}).
 *
 * <p>The commands are {@link io.miou.benchmarks.comparison.ComparisonCommand} and
 * {@link io.miou.benchmarks.comparison.ProxiesCommand}.
 */
package io.miou.benchmarks.comparison;
