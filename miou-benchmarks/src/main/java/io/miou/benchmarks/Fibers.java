package io.miou.benchmarks;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The fiber engine that a benchmark of Miou runs on: {@code -p fibers=portable}. */
@State(Scope.Benchmark)
public class Fibers {

    @Param({"carried", "portable"})
    public String fibers;

    @Setup
    public void choose() {
        System.setProperty("miou.fibers", fibers);
    }
}
