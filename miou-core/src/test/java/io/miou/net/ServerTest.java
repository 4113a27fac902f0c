package io.miou.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.ResourceLeakedError;
import io.miou.StillHasChildrenError;
import io.miou.TaskTree;
import io.miou.os.JvmSignals;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.task.Task;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** A server in both its forms: a listener for each domain, and one acceptor for all. */
class ServerTest {

    private static final Duration LONG = Duration.ofDays(1);
    private static final String SIGNAL = "URG";

    /** A server that was started, and main as its user. */
    private record Started(Promise<ServeReport> task, SocketAddress address, Latch latch) {

        static Started of(Server server, Server.Handler handler) {
            Latch latch = new Latch(1);
            Computation<SocketAddress> address = new Computation<>();
            Promise<ServeReport> task = Miou.task().named("server").async(() -> server.stop(latch)
                    .listening(address::tryReturn).serve(handler));
            return new Started(task, address.await(), latch);
        }

        ServeReport stop() {
            latch.countDown();
            return task.await();
        }

        TcpStream connect() throws IOException {
            return TcpStream.connect(address);
        }
    }

    private interface Story {
        void tell(Server server) throws Exception;
    }

    /** Tells a story on both forms, with main and two domains, and checks that nothing is left. */
    private static void onBothForms(Variant variant, Story story) {
        Server server = Server.at(Loopback.anyPort()).grace(LONG);
        for (Server form : List.of(server, server.withOneAcceptor())) {
            OpenSockets before = OpenSockets.now();
            variant.launcher().domains(2).run(() -> story.tell(form));
            before.assertUnchanged();
        }
    }

    private static void echo(ByteStream client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        while (client.read(buffer.clear()) >= 0) {
            client.write(buffer.flip());
        }
    }

    private static String say(TcpStream client, String word) throws IOException {
        client.write(word.getBytes(US_ASCII));
        return new String(Loopback.read(client, word.length()), US_ASCII);
    }

    private static void waitFor(Trail trail, String event) {
        waitFor(trail, event, 1);
    }

    private static void waitFor(Trail trail, String event, int times) {
        while (trail.count(event) < times) {
            Miou.sleep(Duration.ofMillis(1));
        }
    }

    /** Returns when the server has no task for a client: one that has closed its stream may not have ended yet. */
    private static void waitForEnd(TcpStream client) throws IOException {
        String task = "127.0.0.1:" + Loopback.port(client.localAddress()) + " (#";
        while (Miou.dump().toString().contains(task)) {
            Miou.sleep(Duration.ofMillis(1));
        }
    }

    // Serving

    @OnEveryBackend
    void clients_areServedEachInATaskThatIsNamedAfterIt(Variant variant) {
        onBothForms(variant, server -> {
            Set<String> names = ConcurrentHashMap.newKeySet();
            Started started = Started.of(server, client -> {
                names.add(Task.current().name());
                echo(client);
            });
            List<TcpStream> clients = new ArrayList<>();
            List<String> addresses = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                TcpStream client = started.connect();
                clients.add(client);
                addresses.add("127.0.0.1:" + Loopback.port(client.localAddress()));
                assertThat(say(client, "hello " + i)).isEqualTo("hello " + i);
            }
            clients.forEach(TcpStream::close);
            ServeReport report = started.stop();
            assertThat(report).isEqualTo(new ServeReport(20, 0, 0, 0, 0));
            assertThat(report.accepted()).isEqualTo(20);
            assertThat(names).containsExactlyInAnyOrderElementsOf(addresses);
        });
    }

    @OnEveryBackend
    void oneAcceptor_givesEachClientToTheDomainWithTheFewest(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            List<Integer> domains = new CopyOnWriteArrayList<>();
            Started started = Started.of(Server.at(Loopback.anyPort()).withOneAcceptor(), client -> {
                domains.add(Domain.self().id());
                echo(client);
            });
            List<TcpStream> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(started.connect());
                assertThat(say(clients.get(i), "x")).isEqualTo("x");
            }
            assertThat(domains).containsExactlyInAnyOrder(0, 0, 1, 1, 2, 2, 3, 3);
            clients.forEach(TcpStream::close);
            assertThat(started.stop().served()).isEqualTo(8);
        });
    }

    @OnEveryBackend
    void runWithoutAPool_servesOnItsOneDomain(Variant variant) {
        variant.launcher().domains(0).run(() -> {
            Started started = Started.of(Server.at("127.0.0.1", 0), ServerTest::echo);
            try (TcpStream client = started.connect()) {
                assertThat(say(client, "alone")).isEqualTo("alone");
            }
            assertThat(started.stop().served()).isEqualTo(1);
        });
    }

    @OnEveryBackend
    void severalAddresses_areAllServedAndAllReported(Variant variant) throws IOException {
        variant.launcher().domains(2).run(() -> {
            List<SocketAddress> addresses = new ArrayList<>();
            Latch latch = new Latch(1);
            Latch listening = new Latch(2);
            Promise<ServeReport> task = Miou.async(() -> Server.at(Loopback.anyPort(), Loopback.anyPort()).stop(latch)
                    .listening(address -> {
                        addresses.add(address);
                        listening.countDown();
                    }).serve(ServerTest::echo));
            listening.await();
            for (SocketAddress address : addresses) {
                try (TcpStream client = TcpStream.connect(address)) {
                    assertThat(say(client, "x")).isEqualTo("x");
                }
            }
            latch.countDown();
            assertThat(task.await().served()).isEqualTo(2);
        });
    }

    @OnEveryBackend
    void portThatIsInUse_isABindException(Variant variant) {
        onBothForms(variant, server -> {
            Started first = Started.of(server, ServerTest::echo);
            assertThatThrownBy(() -> Server.at(first.address()).serve(ServerTest::echo))
                    .isInstanceOf(BindException.class);
            assertThatThrownBy(() -> Server.at(first.address()).withOneAcceptor().serve(ServerTest::echo))
                    .isInstanceOf(BindException.class);
            assertThat(first.stop()).isEqualTo(ServeReport.NONE);
        });
    }

    @OnEveryBackend
    void handlerThatGivesItsClientAway_leavesItToTheOtherTask(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Started started = Started.of(server, client -> {
                Domain other = Domain.pool().get(Domain.self().id() == 1 ? 1 : 0);
                Miou.task().give(client).on(other).call(() -> {
                    trail.add("moved");
                    try (client) {
                        echo(client);
                    }
                }).await();
            });
            try (TcpStream client = started.connect(); TcpStream silent = started.connect()) {
                assertThat(say(client, "moved")).isEqualTo("moved");
                waitFor(trail, "moved", 2);
                started.latch().countDown();
                assertThat(client.read(new byte[1])).isEqualTo(-1);
                assertThat(silent.read(new byte[1])).isEqualTo(-1);
            }
            assertThat(started.stop().served()).isEqualTo(2);
        });
    }

    // The stop

    @OnEveryBackend
    void stop_letsClientsThatWaitForARequestGoAtOnce(Variant variant) {
        onBothForms(variant, server -> {
            Started started = Started.of(server, ServerTest::echo);
            List<TcpStream> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(started.connect());
            }
            for (int i = 0; i < 5; i++) {
                assertThat(say(clients.get(i), "asked before")).isEqualTo("asked before");
            }
            started.latch().countDown();
            for (int i = 0; i < 5; i++) {
                assertThat(clients.get(i).read(new byte[1])).isEqualTo(-1);
            }
            ServeReport report = started.stop();
            assertThat(report.served()).isEqualTo(report.accepted()).isBetween(5L, 10L);
            clients.forEach(TcpStream::close);
        });
    }

    @OnEveryBackend
    void clientsThatWaitWithoutABuffer_goAtOnceToo(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Started started = Started.of(server, client -> {
                for (int count = 0; count >= 0;) {
                    trail.add("waits");
                    client.awaitReadable();
                    try (Owned<ByteBuffer> buffer = Buffers.borrow()) {
                        count = client.read(buffer.get());
                        client.write(buffer.get().flip());
                    }
                }
            });
            try (TcpStream asked = started.connect(); TcpStream silent = started.connect()) {
                assertThat(say(asked, "hello")).isEqualTo("hello");
                waitFor(trail, "waits", 3);
                started.latch().countDown();
                assertThat(asked.read(new byte[1])).isEqualTo(-1);
                assertThat(silent.read(new byte[1])).isEqualTo(-1);
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(2, 0, 0, 0, 0));
        });
    }

    @OnEveryBackend
    void stopInTheMiddleOfARequest_waitsForTheRestAndItsAnswer(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Started started = Started.of(server, client -> {
                byte[] request = new byte[4];
                do {
                    if (client.read(request, 0, 2) < 0) {
                        return;
                    }
                    trail.add("half");
                    assertThat(client.read(request, 2, 2)).isEqualTo(2);
                    client.write(request);
                } while (true);
            });
            try (TcpStream client = started.connect()) {
                client.write("ab".getBytes(US_ASCII));
                waitFor(trail, "half");
                started.latch().countDown();
                client.write("cd".getBytes(US_ASCII));
                assertThat(Loopback.readToEnd(client)).asString(US_ASCII).isEqualTo("abcd");
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(1, 0, 0, 0, 0));
        });
    }

    @OnEveryBackend
    void requestThatHasComeWhenTheServerStops_isAnswered(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Latch sent = new Latch(1);
            Started started = Started.of(server, client -> {
                trail.add("accepted");
                sent.await();
                echo(client);
            });
            try (TcpStream client = started.connect()) {
                waitFor(trail, "accepted");
                client.write("already there".getBytes(US_ASCII));
                started.latch().countDown();
                sent.countDown();
                assertThat(Loopback.readToEnd(client)).asString(US_ASCII).isEqualTo("already there");
            }
            assertThat(started.stop().served()).isEqualTo(1);
        });
    }

    @OnEveryBackend
    void answerThatIsWrittenDuringTheStop_endsTheWaitForTheNextRequestOfAnotherTask(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Latch answer = new Latch(1);
            Started started = Started.of(server, client -> {
                Promise<?> reader = Miou.task().lend(client).async(() -> {
                    while (client.read(new byte[1]) >= 0) {
                        trail.add("read");
                    }
                });
                answer.await();
                client.write(new byte[]{1});
                reader.await();
            });
            try (TcpStream client = started.connect()) {
                client.write(new byte[]{1});
                waitFor(trail, "read");
                started.latch().countDown();
                answer.countDown();
                assertThat(Loopback.readToEnd(client)).hasSize(1);
            }
            assertThat(started.stop().served()).isEqualTo(1);
        });
    }

    @OnEveryBackend
    void clientsThatTakeLongerThanTheGrace_areCut(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Started started = Started.of(server.grace(Duration.ofMillis(20)), client -> {
                trail.add("busy");
                try {
                    Miou.sleep(LONG);
                } finally {
                    trail.add("cut");
                }
            });
            try (TcpStream first = started.connect(); TcpStream second = started.connect()) {
                waitFor(trail, "busy", 2);
                assertThat(started.stop()).isEqualTo(new ServeReport(0, 0, 0, 2, 0));
                assertThat(trail.count("cut")).isEqualTo(2);
                assertThat(first.read(new byte[1])).isEqualTo(-1);
                assertThat(second.read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    @OnEveryBackend
    void graceOfZero_cutsBusyClientsAndLetsThoseGoThatWaitForARequest(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Started started = Started.of(server.grace(Duration.ZERO), client -> {
                while (client.read(new byte[1]) > 0) {
                    trail.add("busy");
                    Miou.sleep(LONG);
                }
                Miou.yield();
                trail.add("gone in order");
            });
            try (TcpStream busy = started.connect();
                    TcpStream idle = started.connect();
                    TcpStream other = started.connect()) {
                busy.write(new byte[1]);
                waitFor(trail, "busy");
                while (waitingForBytes(Miou.dump().roots()) < 2) {
                    Miou.sleep(Duration.ofMillis(1));
                }
                assertThat(started.stop()).isEqualTo(new ServeReport(2, 0, 0, 1, 0));
                assertThat(trail.count("gone in order")).isEqualTo(2);
                assertThat(idle.read(new byte[1])).isEqualTo(-1);
                assertThat(other.read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    private static long waitingForBytes(List<TaskTree.Node> nodes) {
        return nodes.stream()
                .mapToLong(node -> waitingForBytes(node.children())
                        + (node.phase() == TaskTree.Phase.SUSPENDED && node.activity().contains("reading from")
                                ? 1
                                : 0))
                .sum();
    }

    @OnEveryBackend
    void firstSignal_stopsAndTheSecondCuts(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Started started = Started.of(server.signals(SIGNAL, SIGNAL), client -> {
                if (client.read(new byte[1]) > 0) {
                    trail.add("busy");
                    Miou.sleep(LONG);
                }
            });
            try (TcpStream busy = started.connect(); TcpStream idle = started.connect()) {
                busy.write(new byte[1]);
                waitFor(trail, "busy");
                JvmSignals.raise(SIGNAL);
                // The end of an idle client shows that the first signal was taken.
                assertThat(catchThrowable(() -> assertThat(idle.read(new byte[1])).isEqualTo(-1)))
                        .satisfiesAnyOf(thrown -> assertThat(thrown).isNull(),
                                thrown -> assertThat(thrown).as("not accepted yet").isInstanceOf(IOException.class));
                waitForEnd(idle);
                assertThat(started.task().state()).isEqualTo(Promise.State.RUNNING);
                JvmSignals.raise(SIGNAL);
                ServeReport report = started.task().await();
                assertThat(report.cut()).isEqualTo(1);
                assertThat(report.failed()).isZero();
            }
        });
    }

    @OnEveryBackend
    void unknownSignal_isAnIllegalArgumentAndLeavesNothing(Variant variant) {
        onBothForms(variant, server -> assertThatThrownBy(
                () -> server.signals("INT", "NOSUCHSIGNAL").serve(ServerTest::echo))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("NOSUCHSIGNAL"));
    }

    @OnEveryBackend
    void latchThatIsOpenAlready_endsTheServerOnceItListens(Variant variant) {
        onBothForms(variant, server -> {
            List<SocketAddress> addresses = new ArrayList<>();
            assertThat(server.stop(new Latch(0)).listening(addresses::add).serve(ServerTest::echo))
                    .isEqualTo(ServeReport.NONE);
            assertThat(addresses).hasSize(1);
        });
    }

    @OnEveryBackend
    void cancellationOfTheTaskThatServes_cancelsAllClients(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Started started = Started.of(server, client -> {
                trail.add("started");
                try {
                    Miou.sleep(LONG);
                } finally {
                    trail.add("ended");
                }
            });
            try (TcpStream first = started.connect(); TcpStream second = started.connect()) {
                waitFor(trail, "started", 2);
                started.task().cancel();
                assertThat(trail.count("ended")).isEqualTo(2);
                assertThat(started.task().state()).isEqualTo(Promise.State.CANCELLED);
                assertThat(first.read(new byte[1])).isEqualTo(-1);
                assertThat(second.read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    @OnEveryBackend
    void scopeThatEndsAroundTheServer_cancelsAllClientsAndLeavesTheTask(Variant variant) {
        onBothForms(variant, server -> {
            Latch end = new Latch(1);
            Latch accepted = new Latch(1);
            Computation<SocketAddress> address = new Computation<>();
            Promise<Boolean> task = Miou.async(() -> Miou.until(end, () -> server.listening(address::tryReturn)
                    .serve(client -> {
                        accepted.countDown();
                        Miou.sleep(LONG);
                    })).isEmpty());
            try (TcpStream client = TcpStream.connect(address.await())) {
                accepted.await();
                end.countDown();
                assertThat(task.await()).isTrue();
                assertThat(client.read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    // Failures

    @OnEveryBackend
    void failureOfAHandler_isReportedWithTheAddressAndEndsThatClientAlone(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            List<Throwable> failures = new ArrayList<>();
            List<SocketAddress> peers = new ArrayList<>();
            Exception failure = new Exception("of the handler");
            Started started = Started.of(server.failed((peer, thrown) -> {
                peers.add(peer);
                failures.add(thrown);
                trail.add("reported");
            }), client -> {
                byte[] word = new byte[1];
                while (client.read(word) >= 0) {
                    if (word[0] == 'f') {
                        throw failure;
                    }
                    client.write(word);
                }
            });
            try (TcpStream good = started.connect(); TcpStream bad = started.connect()) {
                assertThat(say(good, "a")).isEqualTo("a");
                bad.write("f".getBytes(US_ASCII));
                assertThat(bad.read(new byte[1])).isEqualTo(-1);
                waitFor(trail, "reported");
                assertThat(failures).containsExactly(failure);
                assertThat(peers).containsExactly(bad.localAddress());
                assertThat(say(good, "b")).isEqualTo("b");
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(1, 1, 0, 0, 0));
        });
    }

    @OnEveryBackend
    void rulesThatHandlersBreak_areReportedAndEndTheirClientsAlone(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Resource mains = Resource.own("main's", _ -> {
            });
            Started started = Started.of(server.failed((_, thrown) -> trail.add(thrown.getClass().getSimpleName())),
                    client -> {
                        byte[] rule = new byte[1];
                        client.readFully(rule);
                        switch (rule[0]) {
                            case 1 -> {
                                Promise<Void> _ = Miou.async(() -> Miou.sleep(LONG));
                            }
                            case 2 -> Resource.own("leaked", _ -> trail.add("released"));
                            case 3 -> mains.check();
                            case 4 -> Miou.async(() -> {
                                Promise<Void> _ = Miou.async(() -> Miou.sleep(LONG));
                            }).await();
                            default -> Resource.own("transferred", _ -> trail.add("released")).transfer();
                        }
                    });
            for (byte rule = 1; rule <= 5; rule++) {
                try (TcpStream client = started.connect()) {
                    client.write(new byte[]{rule});
                    assertThat(client.read(new byte[1])).isEqualTo(-1);
                }
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(0, 5, 0, 0, 0));
            assertThat(trail.events()).containsExactlyInAnyOrder(StillHasChildrenError.class.getSimpleName(),
                    ResourceLeakedError.class.getSimpleName(), NotOwnerError.class.getSimpleName(),
                    StillHasChildrenError.class.getSimpleName(), "IllegalStateException", "released", "released");
            mains.close();
        });
    }

    @OnEveryBackend
    void clientThatResets_isToldApartFromAFault(Variant variant) {
        onBothForms(variant, server -> {
            List<Throwable> failures = new ArrayList<>();
            Trail trail = new Trail();
            Started started = Started.of(server.failed((_, thrown) -> {
                failures.add(thrown);
                trail.add("reported");
            }), ServerTest::echo);
            TcpStream client = started.connect();
            assertThat(say(client, "x")).isEqualTo("x");
            client.reset();
            waitFor(trail, "reported");
            assertThat(started.stop()).isEqualTo(new ServeReport(0, 0, 1, 0, 0));
            assertThat(failures).singleElement().isInstanceOf(ClientResetException.class)
                    .satisfies(thrown -> assertThat(thrown.getMessage())
                            .contains("127.0.0.1:" + Loopback.port(client.localAddress())))
                    .satisfies(thrown -> assertThat(thrown.getCause()).isInstanceOf(IOException.class));
        });
    }

    @OnEveryBackend
    void brokenConnectionThatTheHandlerWritesToAgain_isToldApartFromAFault(Variant variant) {
        onBothForms(variant, server -> {
            List<Throwable> failures = new ArrayList<>();
            Started started = Started.of(server.failed((_, thrown) -> failures.add(thrown)), client -> {
                client.write(Loopback.read(client, 1));
                List<IOException> all = new ArrayList<>();
                while (all.size() < 3) {
                    try {
                        client.write(new byte[1_000]);
                    } catch (IOException e) {
                        all.add(e);
                    }
                }
                throw all.getFirst();
            });
            TcpStream client = started.connect();
            assertThat(say(client, "x")).isEqualTo("x");
            client.reset();
            while (failures.isEmpty()) {
                Miou.sleep(Duration.ofMillis(1));
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(0, 0, 1, 0, 0));
            assertThat(failures).singleElement().isInstanceOf(ClientResetException.class);
        });
    }

    @OnEveryBackend
    void clientThatTheHandlerItselfHasClosed_isAFault(Variant variant) {
        onBothForms(variant, server -> {
            List<Throwable> failures = new ArrayList<>();
            Started started = Started.of(server.failed((_, thrown) -> failures.add(thrown)), client -> {
                client.close();
                client.write(new byte[1]);
            });
            try (TcpStream client = started.connect()) {
                assertThat(client.read(new byte[1])).isEqualTo(-1);
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(0, 1, 0, 0, 0));
            assertThat(failures).singleElement().isInstanceOf(ClosedChannelException.class);
        });
    }

    @OnEveryBackend
    void failuresWithoutAnAction_areLogged(Variant variant) {
        onBothForms(variant, server -> {
            Exception failure = new Exception("of the handler");
            try (LogRecorder log = new LogRecorder()) {
                Started started = Started.of(server, client -> {
                    throw failure;
                });
                try (TcpStream client = started.connect()) {
                    assertThat(client.read(new byte[1])).isEqualTo(-1);
                    assertThat(started.stop().failed()).isEqualTo(1);
                    assertThat(log.messages(Level.WARNING)).singleElement().asString()
                            .contains("127.0.0.1:" + Loopback.port(client.localAddress()));
                }
                assertThat(log.thrown(Level.WARNING)).containsExactly(failure);
            }
        });
    }

    @OnEveryBackend
    void actionForFailuresThatThrows_isLoggedAndCalledForTheNext(Variant variant) {
        onBothForms(variant, server -> {
            AtomicInteger calls = new AtomicInteger();
            try (LogRecorder log = new LogRecorder()) {
                Started started = Started.of(server.failed((_, _) -> {
                    throw new IllegalStateException("call " + calls.incrementAndGet());
                }), client -> {
                    throw new Exception("of the handler");
                });
                for (int i = 0; i < 2; i++) {
                    try (TcpStream client = started.connect()) {
                        assertThat(client.read(new byte[1])).isEqualTo(-1);
                    }
                }
                assertThat(started.stop().failed()).isEqualTo(2);
                assertThat(calls).hasValue(2);
                assertThat(log.thrown(Level.SEVERE)).hasSize(2);
            }
        });
    }

    @OnEveryBackend
    void listeningActionThatThrows_endsTheServer(Variant variant) {
        onBothForms(variant, server -> {
            IllegalStateException failure = new IllegalStateException("not here");
            assertThatThrownBy(() -> server.listening(_ -> {
                throw failure;
            }).serve(ServerTest::echo)).isSameAs(failure);
        });
    }

    // The limit

    @OnEveryBackend
    void limit_holdsForAllListenersTogetherAndLetsEveryClientHaveItsTurn(Variant variant) {
        onBothForms(variant, server -> {
            for (int limit = 1; limit <= 2; limit++) {
                AtomicInteger now = new AtomicInteger();
                AtomicInteger most = new AtomicInteger();
                Started started = Started.of(server.clients(limit), client -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    echo(client);
                    now.decrementAndGet();
                });
                List<Promise<String>> talks = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    talks.add(Miou.async(() -> {
                        try (TcpStream client = started.connect()) {
                            return say(client, "my turn");
                        }
                    }));
                }
                assertThat(Miou.all(talks)).hasSize(30).containsOnly("my turn");
                assertThat(started.stop().served()).isEqualTo(30);
                assertThat(most.get()).isBetween(1, limit);
            }
        });
    }

    @OnEveryBackend
    void failedClients_giveTheirRoomBack(Variant variant) {
        onBothForms(variant, server -> {
            Started started = Started.of(server.clients(1).failed((_, _) -> Miou.yield()), client -> {
                throw new Exception("of the handler");
            });
            for (int i = 0; i < 10; i++) {
                try (TcpStream client = started.connect()) {
                    assertThat(client.read(new byte[1])).isEqualTo(-1);
                }
            }
            assertThat(started.stop().failed()).isEqualTo(10);
        });
    }

    @OnEveryBackend
    void clientThatWaitsForRoomAtTheStop_isRefused(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Trail trail = new Trail();
            Latch finish = new Latch(1);
            Started started = Started.of(Server.at(Loopback.anyPort()).clients(1).withOneAcceptor(), client -> {
                trail.add("busy");
                finish.await();
            });
            try (TcpStream served = started.connect(); TcpStream waiting = started.connect()) {
                waitFor(trail, "busy");
                while (!Miou.dump().toString().contains("semaphore (0 free)")) {
                    Miou.sleep(Duration.ofMillis(1));
                }
                started.latch().countDown();
                assertThat(waiting.read(new byte[1])).isEqualTo(-1);
                finish.countDown();
                assertThat(started.stop()).isEqualTo(new ServeReport(1, 0, 0, 0, 1));
                assertThat(served.read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    // Idle clients

    /** {@code ServerOnAnyNetworkTest} has the rest, in simulated worlds whose time does not depend on the machine. */
    @OnEveryBackend
    void clientsThatAreIdleForTooLong_end(Variant variant) {
        onBothForms(variant, server -> {
            Started started = Started.of(server.idle(Duration.ofMillis(10)), ServerTest::echo);
            for (int i = 0; i < 3; i++) {
                try (TcpStream silent = started.connect()) {
                    assertThat(silent.read(new byte[1])).isEqualTo(-1);
                }
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(3, 0, 0, 0, 0));
        });
    }

    // Bad choices

    @Test
    void badChoices_areRefusedAtOnce() {
        Server server = Server.at("127.0.0.1", 7000);
        assertThatThrownBy(Server::at).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Server.at(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.clients(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.idle(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.grace(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.serve(ServerTest::echo)).isInstanceOf(IllegalStateException.class);
        assertThat(server).hasToString("server at 127.0.0.1/<unresolved>:7000");
    }
}
