/**
 * Pages for results of benchmarks: what JMH and the comparison of servers have written as JSON becomes tables and
 * plots.
 *
 * <p>A <em>case</em> is a benchmark with its parameters; a <em>contender</em> is the library that ran it. A
 * <em>peer</em> is a contender that takes part in many cases: it has a column in the table that the page begins with.
 * The <em>floor</em>, a bare carried virtual thread, is what Miou cannot go below.
 */
package io.miou.benchmarks.report;
