/**
 * A TCP proxy, written three times: on Miou, on Netty and on the JDK's virtual threads, each in the usual style of
 * its library.
 *
 * <p>A <em>client</em> connects to the proxy, the proxy to the <em>upstream</em>, and the bytes of each are copied to
 * the other. All three can do the same. A client that has ended its side is still answered (half close). An upstream
 * that cannot be reached within a time limit, or that fails, costs only its own client the connection. A side that does
 * not read makes the other wait instead of filling the memory. When a signal or the end of standard input ends the
 * program, everything is closed first. Each proxy serves on one thread.
 */
package io.miou.benchmarks.proxy;
