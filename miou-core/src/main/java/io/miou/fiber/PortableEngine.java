package io.miou.fiber;

import org.jspecify.annotations.Nullable;

/**
 * Fibers that are ordinary virtual threads on the JDK's own scheduler and hand their domain to each other, so that one of
 * them runs at a time, in order. It uses nothing but the public interface of the JDK; a switch costs more than on the carried
 * engine, and a fiber that blocks in a call of the JDK keeps its domain.
 */
public final class PortableEngine implements FiberEngine {

    /** Its name. */
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
    public boolean drive(FiberHost host) {
        new PortableBaton(host).drive(new PortableWatchdog(host));
        return true;
    }

    @Override
    public boolean takesDomainsBack() {
        return true;
    }
}
