/**
 * Everything that is measured of one machine, by one command: the benchmarks of JMH, class by class, then the
 * comparison of echo servers, then the page. {@link io.miou.benchmarks.suite.SuiteCommand} is that command, and
 * {@link io.miou.benchmarks.suite.CaseCommand} measures some cases of JMH alone.
 *
 * <p>A <em>plan</em> says what is run and how long, the <em>equipment</em> what this machine can run and why it cannot
 * run the rest. What has been measured is kept, a file for each class of benchmarks, so that a run can be resumed.
 */
package io.miou.benchmarks.suite;
