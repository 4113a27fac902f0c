/**
 * The network comparison: echo servers side by side, each a process of its own on one core, the load generator on another.
 *
 * <p>A <em>contender</em> is a server that takes part. A <em>sample</em> is one contender under load for some seconds. In a
 * <em>round</em> each contender gives one sample, in the same order each time, so that what disturbs the machine disturbs
 * all of them; the <em>ratio</em> of the first contender to each other is taken within a round, and the median over the
 * rounds is the result. What the machine lacks is skipped, with the reason.
 */
package io.miou.benchmarks.comparison;
