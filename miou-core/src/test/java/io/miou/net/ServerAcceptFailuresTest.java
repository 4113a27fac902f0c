package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.spi.Backend;
import io.miou.spi.BackendProvider;
import io.miou.spi.ListenHandle;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.testing.FreshJvm;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;

/** Failures to accept end no server, and make none spin. */
class ServerAcceptFailuresTest {

    private static final Path SHELL = Path.of("/bin/bash");

    /** More than are tried again at once. */
    private static final int FAILURES = 18;

    /** Returns an object that calls another, except one method, whose result may be replaced. */
    private static <T> T instead(Class<T> type, T real, String method, Replacement replacement) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, (_, called, arguments) -> {
            try {
                if (called.getName().equals(method)) {
                    return replacement.of(() -> called.invoke(real, arguments));
                }
                return called.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        }));
    }

    private interface Call {
        Object call() throws ReflectiveOperationException;
    }

    private interface Replacement {
        Object of(Call real) throws Exception;
    }

    /** Returns a provider whose listeners fail some times before they accept. */
    private static BackendProvider failing(BackendProvider real, AtomicInteger failures) {
        return instead(BackendProvider.class, real, "open", open -> {
            Backend backend = (Backend) open.call();
            return instead(Backend.class, backend, "listen", listen -> {
                ListenHandle listener = (ListenHandle) listen.call();
                return instead(ListenHandle.class, listener, "accept", accept -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new IOException("as planned");
                    }
                    return accept.call();
                });
            });
        });
    }

    @OnEveryBackend
    void acceptThatFailsOftenInARow_isTriedAgainAndLoggedOnce(Variant variant) {
        AtomicInteger failures = new AtomicInteger(FAILURES);
        try (LogRecorder log = new LogRecorder()) {
            variant.launcher().backend(failing(variant.provider(), failures)).domains(0).run(() -> {
                Latch stop = new Latch(1);
                Computation<SocketAddress> address = new Computation<>();
                Promise<ServeReport> serving = Miou.async(() -> Server.at(Loopback.anyPort()).stop(stop)
                        .listening(address::tryReturn).serve(client -> client.write(new byte[1])));
                try (TcpStream client = TcpStream.connect(address.await())) {
                    assertThat(client.read(new byte[1])).isEqualTo(1);
                }
                stop.countDown();
                assertThat(serving.await()).isEqualTo(new ServeReport(1, 0, 0, 0, 0));
            });
            assertThat(failures).hasNegativeValue();
            assertThat(log.messages(Level.WARNING)).filteredOn(line -> line.contains("failed to accept")).hasSize(1);
        }
    }

    @OnEveryBackend
    @Slow
    void serverWithoutDescriptors_waitsAndGoesOn(Variant variant) throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "there is no " + SHELL + " to lower the limit with");
        FreshJvm.Ended ended = FreshJvm.of(variant, ServerShortOfDescriptors.class).runWithDescriptors(256);
        String output = ended.output();
        assertThat(output).contains("idle while it waits: true, clients wait: true", "served all: true", "failed=0");
        assertThat(output.lines().filter(line -> line.contains("listener") && line.contains("cannot accept")))
                .as("lines in the log, of\n" + output).isNotEmpty()
                .allMatch(line -> line.contains("ulimit -n"));
        assertThat(ended.exitCode()).as(output).isZero();
    }
}
