/**
 * The program {@link io.miou.benchmarks.Benchmarks}, and the cases of JMH, which measure the costs of the scheduler,
 * each beside a peer in the same run. Only the ratios are valid on other machines. A benchmark runs a whole program of
 * many operations in each invocation, so that starting a run does not count.
 *
 * <p>The peers are the JDK's virtual threads, on its scheduler and on one of one thread, its
 * {@code StructuredTaskScope}, Jox and Kotlin's coroutines; {@link io.miou.benchmarks.BareCarrier} is the floor. The
 * page knows them by what the name of a method begins with.
 *
 * <p>Each package has one purpose, and depends only on packages further down in this list; {@code PackagesTest} checks
 * it.
 *
 * <ul>
 * <li>this one: the program, and the cases of JMH
 * <li>{@code suite}: runs the cases of JMH, or everything of one machine
 * <li>{@code soak}: runs for long, and looks for what grows
 * <li>{@code dump}: measures dumps of very many tasks
 * <li>{@code scaling}: counts what domains do to each other, and measures very many fibers and timers
 * <li>{@code report}: writes pages of results
 * <li>{@code comparison}: compares servers and proxies
 * <li>{@code services}: the servers of HTTP and Redis that are compared
 * <li>{@code proxy}: the proxies that are compared
 * <li>{@code echo}: the servers that are compared
 * <li>{@code load}: the load generator
 * <li>{@code plot}: plots as SVG
 * <li>{@code options}: values of command-line options
 * </ul>
 */
package io.miou.benchmarks;
