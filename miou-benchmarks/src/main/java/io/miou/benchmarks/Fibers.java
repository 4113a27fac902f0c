package io.miou.benchmarks;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The engine and the backend of a benchmark of Miou: {@code -p fibers=portable -p backend=epoll}. */
@State(Scope.Benchmark)
public class Fibers {

    /** The engine. */
    @Param({"carried", "portable"})
    public String fibers;

    /** The backend. The default is the one that every system has. */
    @Param("nio")
    public String backend;

    @Setup
    public void choose() {
        System.setProperty("miou.fibers", fibers);
        System.setProperty("miou.backend", backend);
    }
}
