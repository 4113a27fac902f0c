package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.sync.Trigger;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;

/** Sockets that go from task to task and from domain to domain, and work there. */
class SocketHandOverTest {

    /** Sends back what comes, until the peer has finished. */
    private static int echo(TcpStream stream) throws IOException {
        try (stream) {
            byte[] bytes = new byte[100];
            for (int count = stream.read(bytes); count >= 0; count = stream.read(bytes)) {
                stream.write(bytes, 0, count);
            }
        }
        return Domain.self().id();
    }

    private static void talk(TcpStream stream, String words) throws IOException {
        byte[] bytes = words.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        stream.write(bytes);
        assertThat(Loopback.read(stream, bytes.length)).isEqualTo(bytes);
    }

    @OnEveryBackend
    void streamGivenToAnotherDomain_isReadAndWrittenThere(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Connection connection = Connection.open();
            givenToAnotherDomain(connection);
        });
    }

    @OnEveryBackend
    void streamThatHadWaitedOnTheFirstDomain_isReadAndWrittenOnTheOther(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Connection connection = Loopback.openAndWait();
            givenToAnotherDomain(connection);
        });
    }

    private static void givenToAnotherDomain(Connection connection) throws IOException {
        TcpStream given = connection.client();
        Promise<Integer> child = Miou.task().give(given).call(() -> echo(given));
        assertThatThrownBy(() -> given.read(new byte[1])).isInstanceOf(NotOwnerError.class);
        given.close();
        TcpStream kept = connection.server();
        talk(kept, "hello");
        Waiting.until(child, "reading from");
        talk(kept, "there");
        kept.shutdownOutput();
        assertThat(child.await()).isEqualTo(1);
        assertThat(kept.read(new byte[1])).isEqualTo(-1);
        kept.close();
    }

    @OnEveryBackend
    void streamGivenAgainAndAgain_worksOnEachDomain(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            try (Connection connection = Connection.open()) {
                Promise<Void> hops = Miou.task().give(connection.server()).call(() -> hop(connection.server(), 20));
                for (int i = 0; i <= 20; i++) {
                    talk(connection.client(), "hop" + (10 + i));
                }
                assertThat(connection.client().read(new byte[1])).isEqualTo(-1);
                hops.await();
            }
        });
    }

    /**
     * Answers one message of five bytes, and gives the stream to a child on another domain. Repeats this {@code more}
     * times.
     */
    private static void hop(TcpStream stream, int more) throws IOException {
        byte[] message = Loopback.read(stream, 5);
        stream.write(message);
        if (more > 0) {
            Miou.task().give(stream).call(() -> hop(stream, more - 1)).await();
        } else {
            stream.close();
        }
    }

    @OnEveryBackend
    void streamTransferredAcrossDomains_worksInTheParent(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            TcpListener listener = Loopback.listen();
            SocketAddress address = listener.localAddress();
            Promise<TcpStream> accepting = Miou.task().give(listener).call(() -> {
                try (listener) {
                    TcpStream accepted = listener.accept();
                    talkedTo(accepted);
                    return accepted.transfer();
                }
            });
            try (TcpStream client = TcpStream.connect(address)) {
                talk(client, "on the child's domain");
                try (TcpStream server = accepting.await()) {
                    Promise<Integer> parentSide = Miou.task().lend(server).async(() -> server.read(new byte[10]));
                    Waiting.until(parentSide, "reading from");
                    client.write(new byte[]{1, 2});
                    assertThat(parentSide.await()).isEqualTo(2);
                    server.write(new byte[]{3});
                    assertThat(Loopback.read(client, 1)).containsExactly(3);
                }
            }
        });
    }

    private static void talkedTo(TcpStream stream) throws IOException {
        byte[] bytes = new byte[100];
        int count = stream.read(bytes);
        stream.write(bytes, 0, count);
    }

    @OnEveryBackend
    void streamTransferredByAChildThatIsThenCancelled_isClosed(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Connection connection = Loopback.openAndWait();
            TcpStream given = connection.client();
            Promise<TcpStream> child = Miou.task().give(given).call(given::transfer);
            while (child.state() == Promise.State.RUNNING) {
                Miou.yield();
            }
            child.cancel();
            assertThat(connection.server().read(new byte[1])).isEqualTo(-1);
            connection.server().close();
        });
    }

    @OnEveryBackend
    void streamDisownedHereAndAdoptedOnAnotherDomain_worksThere(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Connection connection = Loopback.openAndWait();
            TcpStream moved = connection.client();
            moved.disown();
            assertThatThrownBy(() -> moved.read(new byte[1])).isInstanceOf(NotOwnerError.class);
            Promise<Integer> adopter = Miou.call(() -> echo(moved.adopt()));
            talk(connection.server(), "adopted");
            connection.server().shutdownOutput();
            assertThat(adopter.await()).isEqualTo(1);
            assertThatThrownBy(moved::adopt).isInstanceOf(IllegalStateException.class);
            connection.server().close();
        });
    }

    @OnEveryBackend
    void streamDisownedAndNeverAdopted_isClosedWithTheRunAndAWarning(Variant variant) {
        OpenSockets before = OpenSockets.now();
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                Connection connection = Loopback.openAndWait();
                connection.client().disown();
                connection.server().close();
            });
            assertThat(log.messages(Level.WARNING)).singleElement().asString().contains("TCP stream");
        }
        before.assertUnchanged();
    }

    @OnEveryBackend
    void listenerGivenToAnotherDomain_acceptsThere(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            TcpListener listener = Loopback.listen();
            Promise<Void> acceptor = Miou.task().lend(listener).async(() -> listener.accept().close());
            Waiting.until(acceptor, "accepting from");
            TcpStream.connect(listener.localAddress()).close();
            acceptor.await();
            Promise<Integer> elsewhere = Miou.task().give(listener).call(() -> {
                try (listener) {
                    return echo(listener.accept());
                }
            });
            Waiting.until(elsewhere, "accepting from");
            try (TcpStream client = TcpStream.connect(listener.localAddress())) {
                talk(client, "hello");
                client.shutdownOutput();
                assertThat(elsewhere.await()).isEqualTo(1);
            }
        });
    }

    @OnEveryBackend
    void readerOnAnotherDomainThanTheParent_lendsTheStreamToAWriterThere(Variant variant) {
        byte[] bytes = Loopback.bytes(3_000_000, 9);
        variant.launcher().domains(1).run(() -> {
            Connection connection = Loopback.openAndWait();
            TcpStream given = connection.client();
            Promise<byte[]> child = Miou.task().give(given).call(() -> {
                Promise<Void> writer = Miou.task().lend(given).async(() -> given.write(bytes));
                byte[] read = Loopback.read(given, bytes.length);
                writer.await();
                given.close();
                return read;
            });
            assertThat(echoAll(connection.server())).isEqualTo(bytes.length);
            assertThat(child.await()).isEqualTo(bytes);
        });
    }

    private static long echoAll(TcpStream stream) throws IOException {
        long all = 0;
        try (stream) {
            byte[] bytes = new byte[50_000];
            for (int count = stream.read(bytes); count >= 0; count = stream.read(bytes)) {
                stream.write(bytes, 0, count);
                all += count;
            }
        }
        return all;
    }

    @OnEveryBackend
    void streamGivenAwayAndClosedWhileItsOldDomainSleeps_isGoneAtOnce(Variant variant) {
        AtomicReference<List<Long>> counts = new AtomicReference<>();
        variant.launcher().domains(2).run(() -> {
            Domain old = Domain.pool().get(0);
            Domain other = Domain.pool().get(1);
            OpenSockets before = OpenSockets.now();
            Trigger go = new Trigger();
            Trigger checked = new Trigger();
            Promise<Void> sleeper = Miou.task().on(old).call(() -> {
                Connection connection = Loopback.openAndWait();
                TcpStream[] both = {connection.client(), connection.server()};
                Promise<Void> closer = Miou.task().give(both).on(other).call(() -> {
                    go.await();
                    both[0].close();
                    both[1].close();
                    counts.set(List.of(before.count(), OpenSockets.now().count()));
                    checked.await();
                });
                closer.await();
            });
            Waiting.until(sleeper, "suspended on");
            Miou.sleep(Duration.ofMillis(20)); // the old domain has nothing to do but to sleep
            go.signal();
            while (counts.get() == null) {
                Miou.yield();
            }
            checked.signal();
            sleeper.await();
        });
        assertThat(counts.get().get(1)).isEqualTo(counts.get().get(0));
    }

    @OnEveryBackend
    void streamGivenAwayAndClosedWhileItsOldDomainStands_isGoneAtOnce(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            OpenSockets before = OpenSockets.now();
            Connection connection = Loopback.openAndWait();
            TcpStream[] both = {connection.client(), connection.server()};
            AtomicReference<OpenSockets> after = new AtomicReference<>();
            Promise<Void> closer = Miou.task().give(both).call(() -> {
                both[0].close();
                both[1].close();
                after.set(OpenSockets.now());
            });
            while (after.get() == null) {
                Thread.onSpinWait(); // this domain polls nothing that could make it forget the streams
            }
            assertThat(after.get()).isEqualTo(before);
            closer.await();
        });
    }

    @OnEveryBackend
    void streamGivenToAChildThatIsCancelledBeforeItStarts_isClosed(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Connection connection = Loopback.openAndWait();
            Promise<Integer> child = Miou.task().give(connection.client()).async(() -> 1);
            child.cancel();
            assertThat(connection.server().read(new byte[1])).isEqualTo(-1);
            connection.server().close();
        });
    }

    @OnEveryBackend
    void giveOfSeveralWithAForeignOne_movesNone(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            try (Connection own = Connection.open()) {
                TcpStream foreign = own.client();
                Promise<Throwable> child = Miou.async(() -> {
                    Connection mine = Connection.open();
                    Throwable thrown = catchThrowable(() -> {
                        Promise<Integer> _ = Miou.task().give(mine.client(), foreign).call(() -> 1);
                    });
                    talkedThrough(mine);
                    mine.close();
                    return thrown;
                });
                assertThat(child.await()).isInstanceOf(NotOwnerError.class);
                talkedThrough(own);
            }
        });
    }

    private static void talkedThrough(Connection connection) throws IOException {
        connection.client().write(new byte[]{1});
        assertThat(Loopback.read(connection.server(), 1)).containsExactly(1);
    }

    @OnEveryBackend
    void manyStreamsThatMoveBetweenDomains_loseNothing(Variant variant) {
        OpenSockets before = OpenSockets.now();
        variant.launcher().domains(3).run(() -> {
            List<Promise<?>> all = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Connection connection = Connection.open();
                all.add(Miou.task().give(connection.server()).call(() -> hop(connection.server(), 20)));
                all.add(Miou.task().give(connection.client()).call(() -> {
                    try (TcpStream client = connection.client()) {
                        for (int n = 0; n <= 20; n++) {
                            talk(client, "hop" + (10 + n));
                        }
                    }
                }));
            }
            all.forEach(Promise::await);
        });
        before.assertUnchanged();
    }
}
