package io.miou.benchmarks;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a benchmark of Miou runs on: {@code -p fibers=portable -p backend=epoll}. */
@State(Scope.Benchmark)
public class Fibers {

    /** The engine. */
    @Param({"carried", "portable"})
    public String fibers;

    /** What polls the system; the one that every system has, unless another is asked for. */
    @Param("nio")
    public String backend;

    @Setup
    public void choose() {
        System.setProperty("miou.fibers", fibers);
        System.setProperty("miou.backend", backend);
    }
}
