/**
 * Measures the costs of the scheduler, each beside a peer in the same run. Only the ratios are valid on other machines.
 * A benchmark runs a whole program of many operations in each invocation, so that starting a run does not count.
 *
 * <p>The peers are the JDK's virtual threads, on its scheduler and on one of one thread, its
 * {@code StructuredTaskScope}, Jox and Kotlin's coroutines; {@link io.miou.benchmarks.BareCarrier} is the floor. The
 * page knows them by what the name of a method begins with.
 */
package io.miou.benchmarks;
