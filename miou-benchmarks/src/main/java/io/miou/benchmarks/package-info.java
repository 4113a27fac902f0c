/**
 * What the scheduler costs, each time beside a peer in the same run: only the ratios carry from one machine to another. A
 * benchmark runs a whole program of many operations in each invocation, so that starting a run does not count.
 *
 * <p>The peers are the JDK's virtual threads and {@link io.miou.benchmarks.BareCarrier}, the floor. {@code
 * StructuredTaskScope} is not among them: in JDK 25 it is a preview, and code that uses it cannot be compiled without
 * binding every class beside it to that very release.
 */
package io.miou.benchmarks;
