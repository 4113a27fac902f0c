/**
 * One TCP proxy, written three times: on Miou, on Netty and on the JDK's virtual threads, each as one would write it
 * there.
 *
 * <p>A <em>client</em> connects to the proxy, the proxy to the <em>upstream</em>, and what either says is copied to the
 * other. All three can do the same: a client that has said all it has to say is still answered (half close); an
 * upstream that cannot be reached within a limit, or that fails, costs its own client the connection and nobody else; a
 * side that does not read holds the other up instead of filling the memory; and when the program is told to end, by a
 * signal or by the end of its standard input, everything is closed first. Each serves on one thread.
 */
package io.miou.benchmarks.proxy;
