/** Measures a dump of very many tasks: its cost, and how long it stops their domain. Start at {@code DumpCommand}. */
package io.miou.benchmarks.dump;
