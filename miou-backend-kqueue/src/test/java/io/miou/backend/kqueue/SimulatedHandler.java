package io.miou.backend.kqueue;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.backend.kqueue.SimulatedKernel.Change;
import io.miou.backend.kqueue.SimulatedKernel.Event;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.kqueue.KQueueIoHandle;
import io.netty.channel.kqueue.KQueueIoOps;
import io.netty.channel.kqueue.ReusedEvent;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Does what Netty's handler for kqueue does, over a simulated kernel: changes are kept until the next poll,
 * registrations are known by numbers, those that were cancelled are forgotten at the end of a poll, and events are one
 * object, filled again and again.
 */
final class SimulatedHandler implements IoHandler {

    private static final int EVENT_ROOM = 4096;

    private final ThreadAwareExecutor executor;
    final SimulatedKernel.Queue queue;
    private final List<Change> changes = new ArrayList<>();
    private final Map<Long, Registration> registrations = new HashMap<>();
    private final Deque<Registration> cancelled = new ArrayDeque<>();
    private final ReusedEvent event = new ReusedEvent();

    /** Events that the kernel had ready before their descriptor was closed. */
    private final List<Event> late = new ArrayList<>();

    private long lastId;

    /** The number of changes that were refused. */
    int errors;

    /** The number of polls that would have slept. */
    int sleeps;

    SimulatedHandler(ThreadAwareExecutor executor, SimulatedKernel kernel) {
        this.executor = executor;
        this.queue = kernel.queue();
    }

    List<Change> changes() {
        return List.copyOf(changes);
    }

    int registrations() {
        return registrations.size();
    }

    void comesLate(Event lateEvent) {
        late.add(lateEvent);
    }

    /** The number of the registration that was made last. */
    long lastId() {
        return lastId;
    }

    @Override
    public int run(IoHandlerContext context) {
        assertThat(executor.isExecutorThread(Thread.currentThread())).isTrue();
        try {
            List<Event> events = new ArrayList<>(late);
            late.clear();
            events.addAll(queue.kevent(changes, EVENT_ROOM));
            changes.clear(); // not if it failed, as in Netty
            if (events.isEmpty() && context.canBlock()) {
                sleeps++;
            }
            events.forEach(this::dispatch);
            return events.size();
        } catch (IOException e) {
            throw new AssertionError("Netty would sleep for a second, and fail again", e);
        } finally {
            for (Registration gone = cancelled.poll(); gone != null; gone = cancelled.poll()) {
                registrations.remove(gone.id);
            }
        }
    }

    private void dispatch(Event happened) {
        if ((happened.flags() & KEvent.ERROR) != 0) {
            errors++;
            return;
        }
        Registration registration = registrations.get(happened.id());
        if (registration != null && !registration.isCancelled) {
            registration.handle.handle(registration, event.fill(happened.ident(), happened.filter(), happened.flags(),
                    happened.fflags(), happened.id()));
            event.spoil();
        }
    }

    @Override
    public void prepareToDestroy() {
        for (Registration registration : List.copyOf(registrations.values())) {
            registration.cancel();
            try {
                registration.handle.close();
            } catch (Exception e) {
                throw new AssertionError("a handle never throws", e);
            }
        }
    }

    @Override
    public IoRegistration register(IoHandle handle) {
        Registration registration = new Registration((KQueueIoHandle) handle, ++lastId);
        registrations.put(registration.id, registration);
        return registration;
    }

    @Override
    public void wakeup() {
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return KQueueIoHandle.class.isAssignableFrom(handleType);
    }

    private final class Registration implements IoRegistration {
        private final KQueueIoHandle handle;
        private final long id;
        private boolean isCancelled;

        Registration(KQueueIoHandle handle, long id) {
            this.handle = handle;
            this.id = id;
        }

        @Override
        public <T> T attachment() {
            throw new AssertionError("nobody asks for it");
        }

        @Override
        public long submit(IoOps ops) {
            assertThat(executor.isExecutorThread(Thread.currentThread())).isTrue();
            if (isCancelled) {
                return -1;
            }
            KQueueIoOps change = (KQueueIoOps) ops;
            changes.add(new Change(handle.ident(), change.filter(), change.flags(), id));
            return 0;
        }

        @Override
        public boolean isValid() {
            return !isCancelled;
        }

        @Override
        public boolean cancel() {
            assertThat(executor.isExecutorThread(Thread.currentThread())).isTrue();
            if (isCancelled) {
                return false;
            }
            isCancelled = true;
            cancelled.add(this);
            return true;
        }
    }
}
