/**
 * The values of the options that several commands share: backends, engines, durations and counts, each with a message
 * that says what can be chosen.
 *
 * <p>A command is a class of its package: its options build the record with the plan, and it runs the plan. Everything
 * here is for one thread.
 */
package io.miou.benchmarks.options;
