package io.miou.backend.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Goes to sleep as Netty's handler for epoll does: it asks whether it may, publishes that it sleeps, asks again, and
 * sleeps; a wakeup writes an event only to one that has published. Between any two steps it stops for a test. Nothing
 * really sleeps: a sleep that nothing would end is noted.
 */
final class ScriptedHandler implements IoHandler {

    /** The points at which the handler runs the script. */
    enum Point {
        STARTED, ASKED, PUBLISHED, ABOUT_TO_SLEEP, AWAKE
    }

    private final Consumer<Point> script;
    private final UnaryOperator<IoHandlerContext> between;
    private final AtomicBoolean published = new AtomicBoolean();
    private final AtomicBoolean event = new AtomicBoolean();

    /** Sleeps that nothing ended. */
    int endlessSleeps;

    /**
     * Creates a handler.
     *
     * @param script called at every point
     * @param between what stands between the poller and the backend it asks
     */
    ScriptedHandler(Consumer<Point> script, UnaryOperator<IoHandlerContext> between) {
        this.script = script;
        this.between = between;
    }

    @Override
    public int run(IoHandlerContext given) {
        IoHandlerContext context = between.apply(given);
        script.accept(Point.STARTED);
        if (!context.canBlock()) {
            event.set(false);
            return 0;
        }
        script.accept(Point.ASKED);
        published.set(true);
        script.accept(Point.PUBLISHED);
        if (context.canBlock()) {
            script.accept(Point.ABOUT_TO_SLEEP);
            if (!event.getAndSet(false)) {
                endlessSleeps++;
            }
        }
        published.set(false);
        script.accept(Point.AWAKE);
        return 0;
    }

    @Override
    public void wakeup() {
        if (published.getAndSet(false)) {
            event.set(true);
        }
    }

    @Override
    public IoRegistration register(IoHandle handle) {
        throw new AssertionError("nothing is registered");
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return false;
    }
}
