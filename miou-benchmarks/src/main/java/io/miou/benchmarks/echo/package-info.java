/**
 * The echo servers that are compared, each a program of its own in the way one would write it: it listens on 127.0.0.1 at
 * a free port, prints the port, and serves on one thread until its standard input ends. One that cannot run on this
 * machine says why and ends with {@link io.miou.benchmarks.echo.Standing#UNAVAILABLE}.
 */
package io.miou.benchmarks.echo;
