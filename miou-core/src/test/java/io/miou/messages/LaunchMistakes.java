package io.miou.messages;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.messages.Mistake.Subject;
import io.miou.net.TcpStream;
import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.testing.Property;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Mistakes with the settings of a run. */
final class LaunchMistakes {

    static final List<Mistake> ALL = List.of(
            launching("an unknown backend", "there is no backend 'uring'",
                    () -> Miou.launcher().backend("uring").run(() -> 1)),
            launching("a backend that cannot be used", "is unavailable: not this system",
                    () -> Miou.launcher().backend(provider(Optional.of("not this system"))).run(() -> 1)),
            launching("a backend that cannot be opened", "no more descriptors",
                    () -> Miou.launcher().backend(provider(Optional.empty())).run(() -> 1)),
            launching("fewer domains than none", "domains(-1)", () -> Miou.launcher().domains(-1)),
            launching("never an event", "eventInterval(0)", () -> Miou.launcher().eventInterval(0)),
            launching("a stack of less than nothing", "stackSize(-1)", () -> Miou.launcher().stackSize(-1)),
            launching("a property that is no number", "miou.domains is 'many'", () -> {
                try (Property _ = Property.set("miou.domains", "many")) {
                    Miou.run(() -> 1);
                }
            }), launching("an unknown engine", "fiber engine 'green' is unknown", () -> {
                try (Property _ = Property.set("miou.fibers", "green")) {
                    Miou.run(() -> 1);
                }
            }), new Mistake("a socket without a backend that has them", "no sockets", Subject.NOBODY,
                    scene -> scene.launcher().backend(new Socketless(scene.variant().provider()))
                            .run(() -> catchThrowable(() -> TcpStream.connect(new InetSocketAddress("127.0.0.1", 7))))),
            Mistake.ofTheCall("another's backend", "the backend of this run is a", () -> Miou.backend(Sleeper.class)));

    private LaunchMistakes() {
    }

    private static Mistake launching(String name, String happened, ThrowingCallable launch) {
        return new Mistake(name, happened, Subject.NOBODY, _ -> catchThrowable(launch));
    }

    private static BackendProvider provider(Optional<String> unavailable) {
        return new BackendProvider() {
            @Override
            public String name() {
                return "mine";
            }

            @Override
            public int priority() {
                return 0;
            }

            @Override
            public Optional<String> unavailable() {
                return unavailable;
            }

            @Override
            public Backend open(BackendContext context) throws IOException {
                throw new IOException("no more descriptors");
            }
        };
    }

    private record Socketless(BackendProvider inner) implements BackendProvider {

        @Override
        public String name() {
            return "socketless";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public Backend open(BackendContext context) throws IOException {
            return new Sleeper(inner.open(context));
        }
    }

    /** A backend that can only sleep and be woken. It leaves both to a real backend. */
    private record Sleeper(Backend inner) implements Backend {

        @Override
        public void pollNow() throws IOException {
            inner.pollNow();
        }

        @Override
        public void poll(long timeoutNanos) throws IOException {
            inner.poll(timeoutNanos);
        }

        @Override
        public void wakeup() {
            inner.wakeup();
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }
    }
}
