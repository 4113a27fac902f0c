package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The common part of handles, without a poller: each step is recorded. Contracts check it with every backend. */
class RegistrationTest {

    /** A backend that does nothing. */
    private static class Idle implements Backend {
        @Override
        public void pollNow() {
        }

        @Override
        public void poll(long timeoutNanos) {
        }

        @Override
        public void wakeup() {
        }

        @Override
        public void close() {
        }
    }

    private static final class Other extends Idle {
    }

    private final class Recorded extends Registration<Idle> {
        Recorded() {
            super(Idle.class, first);
        }

        @Override
        protected boolean isOpen() {
            return open;
        }

        @Override
        protected boolean fits(Idle other) {
            return !(other instanceof Other);
        }

        @Override
        protected void register(Idle poller, Direction direction) throws IOException {
            if (refuses) {
                throw new IOException("refused");
            }
            trail.add("register " + direction);
        }

        @Override
        protected void join(Idle poller) {
            trail.add(poller == second ? "join second" : "join first");
        }

        @Override
        protected void deregister(Idle poller) {
            trail.add("deregister");
        }

        @Override
        protected void release() {
            open = false;
            trail.add("release");
        }
    }

    private final class Listener extends HandleBase {
        @Override
        protected Registration<?> registration() {
            return registration;
        }
    }

    private final List<String> trail = new ArrayList<>();
    private final Idle first = new Idle();
    private final Idle second = new Idle();
    private final Recorded registration = new Recorded();
    private boolean open = true;
    private boolean refuses;

    private void watch(Direction direction) throws IOException {
        registration.watch(direction, () -> trail.add("ready " + direction));
    }

    @Test
    void fire_callsTheWatchOnce() throws IOException {
        watch(Direction.READ);
        watch(Direction.WRITE);
        assertThat(registration.fire(Direction.READ)).isTrue();
        assertThat(registration.fire(Direction.READ)).isFalse();
        assertThat(registration.isWatched(Direction.READ)).isFalse();
        assertThat(registration.isWatched(Direction.WRITE)).isTrue();
        assertThat(trail).containsExactly("register READ", "register WRITE", "ready READ");
    }

    @Test
    void watchWithinItsReadiness_isANewWatch() throws IOException {
        registration.watch(Direction.READ, () -> {
            try {
                watch(Direction.READ);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(registration.fire(Direction.READ)).isTrue();
        assertThat(registration.isWatched(Direction.READ)).isTrue();
    }

    @Test
    void watchThatThePollerRefuses_isNotSet() {
        refuses = true;
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> watch(Direction.READ)).withMessage("refused");
        assertThat(registration.isWatched(Direction.READ)).isFalse();
    }

    @Test
    void watchThatWasTakenBack_isNotCalled() throws IOException {
        watch(Direction.READ);
        registration.unwatch(Direction.READ);
        assertThat(registration.fire(Direction.READ)).isFalse();
        assertThat(trail).containsExactly("register READ");
    }

    @Test
    void secondWatchOfADirection_isRefused() throws IOException {
        watch(Direction.WRITE);
        assertThatIllegalStateException().isThrownBy(() -> watch(Direction.WRITE))
                .withMessage("the handle is watched for WRITE already");
    }

    @Test
    void detachedHandle_cannotBeWatched_andJoinsAnotherBackendOfItsKind() throws IOException {
        registration.detach();
        registration.detach();
        assertThat(registration.backend()).isNull();
        assertThatIllegalStateException().isThrownBy(() -> watch(Direction.READ))
                .withMessage("the handle is detached; attach it before it is watched");
        registration.attach(second);
        assertThat(registration.backend()).isSameAs(second);
        assertThat(trail).containsExactly("deregister", "join second");
    }

    @Test
    void watchedHandle_cannotLeave() throws IOException {
        watch(Direction.WRITE);
        assertThatIllegalStateException().isThrownBy(registration::detach)
                .withMessage("the handle is watched for WRITE; unwatch it before it leaves");
        assertThat(registration.backend()).isSameAs(first);
    }

    @Test
    void backendOfAnotherKind_isRefusedByName_andAnotherOfTheSameKindUntilTheHandleLeaves() {
        assertThatIllegalArgumentException().isThrownBy(() -> registration.attach(new Other()))
                .withMessageContaining("a handle of " + Idle.class.getName())
                .withMessageContaining(Other.class.getName()).withMessageContaining("of its own kind");
        assertThatIllegalStateException().isThrownBy(() -> registration.attach(second))
                .withMessage("the handle is attached to another backend; detach it there first");
        registration.attach(first);
        assertThat(registration.backend()).isSameAs(first);
    }

    @Test
    void closedHandle_hasLostItsWatches_andCannotBeWatched() throws IOException {
        watch(Direction.READ);
        new Listener().close();
        assertThat(registration.fire(Direction.READ)).isFalse();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> watch(Direction.READ));
        assertThat(trail).containsExactly("register READ", "release");
    }
}
