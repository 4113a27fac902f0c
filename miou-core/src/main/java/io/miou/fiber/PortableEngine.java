package io.miou.fiber;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs fibers as ordinary virtual threads on the JDK's own scheduler, which hand their domain to each other (ADR 45).
 * One fiber of a domain runs at a time, in order. The engine uses only the public interface of the JDK. A switch costs
 * more than on the carried engine, and a fiber that waits in a call of the JDK blocks its domain.
 */
public final class PortableEngine implements FiberEngine {

    /** The name of the engine. */
    public static final String NAME = "portable";

    /** Creates the engine. */
    public PortableEngine() {
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Fiber newFiber(FiberHost host, @Nullable String name, FiberBody body) {
        return new PortableFiber(host, name, body);
    }

    @Override
    public void prepare() {
        // The JDK's own scheduler needs nothing.
    }

    @Override
    public void beginRun(String run, Supplier<Stream<Thread>> threads) {
        // The JDK lists its fibers among the other virtual threads: only internals of the JDK could change that.
    }

    @Override
    public void endRun() {
        // Nothing was begun.
    }

    @Override
    public boolean drive(FiberHost host) {
        new PortableBaton(host).drive(new PortableWatchdog(host));
        return true;
    }

    @Override
    public boolean canReclaimDomains() {
        return true;
    }

    @Override
    public boolean jdkWaitsSuspend() {
        return false;
    }
}
