/**
 * The soak: runs a program for long, and decides whether its memory, descriptors, tasks or latencies grow.
 * {@link io.miou.benchmarks.soak.SoakCommand} is its command.
 *
 * <p>The <em>subject</em> is a process of its own, so that its descriptors, threads and heap are its own: an echo
 * server and a <em>mill</em>, which grinds tasks of every kind. The <em>crowd</em> is in the driver's process and uses
 * nothing of Miou: clients that behave, whose latency is measured, and clients that do not. Every some seconds the
 * driver takes a <em>reading</em>: the subject's <em>vitals</em>, after a collection, and the latencies since the last
 * one. A <em>series</em> is one figure over time; whether it grows is decided by its <em>trend</em>
 * ({@link io.miou.benchmarks.soak.Trend}). Before and after, with the mill at rest and no client, the subject has to be
 * the same.
 */
package io.miou.benchmarks.soak;
