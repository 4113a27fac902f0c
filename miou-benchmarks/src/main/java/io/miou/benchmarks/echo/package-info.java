/**
 * The servers that are compared, each a program of its own in the way one would write it: it listens on 127.0.0.1 at a
 * free port, prints the port, and serves on one thread until its standard input ends. One that cannot run on this
 * machine says why and ends with {@link io.miou.benchmarks.echo.Standing#UNAVAILABLE}.
 *
 * <p>Some echo what comes; the others answer {@link io.miou.benchmarks.echo.Requests}. All of them read as much at
 * once, except those that encrypt: their engines have buffers of their own.
 */
package io.miou.benchmarks.echo;
