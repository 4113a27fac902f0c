/**
 * Pages for results of benchmarks: what JMH and the comparison of servers have written as JSON becomes tables and
 * plots.
 *
 * <p>A <em>case</em> is a benchmark with its parameters; a <em>contender</em> is who ran it. Of all contenders two are
 * what the others are compared with: the <em>floor</em>, a bare carried virtual thread, and the JDK's virtual threads.
 */
package io.miou.benchmarks.report;
