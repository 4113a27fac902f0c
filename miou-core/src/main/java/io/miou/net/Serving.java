package io.miou.net;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskBuilder;
import io.miou.bridge.SignalRouter;
import io.miou.sync.Latch;
import io.miou.sync.Semaphore;
import io.miou.task.OwnershipState;
import io.miou.task.Task;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A server at work: its listeners, an acceptor for each, and the order of its end. Confined to the task that serves;
 * the acceptors use {@link #stop}, {@link #takeRoom} and what else is final from their domains.
 */
final class Serving {

    /** The time after a stop that clients have who wait for a request, also if the grace is shorter. */
    private static final Duration TIME_TO_LEAVE = Duration.ofSeconds(5);

    private final ServerChoices choices;
    private final Server.Handler handler;
    private final ServerStop stop = new ServerStop();

    /** A permit for each client; null without a limit. */
    @Nullable
    private final Semaphore room;

    private final ClientFailures failures;

    Serving(ServerChoices choices, Server.Handler handler) {
        this.choices = choices;
        this.handler = handler;
        this.room = choices.clients() == ServerChoices.ANY_NUMBER ? null : new Semaphore(choices.clients());
        this.failures = new ClientFailures(choices.failed(), this::giveRoomBack);
    }

    // What acceptors and clients ask

    Server.Handler handler() {
        return handler;
    }

    ServerStop stop() {
        return stop;
    }

    ClientFailures failures() {
        return failures;
    }

    /** The longest that a client may wait for a request; null without a limit. */
    @Nullable
    Duration idle() {
        return choices.idle();
    }

    /** The settings of encrypted connections; null if they are not encrypted. */
    @Nullable
    Tls tls() {
        return choices.tls();
    }

    /** Suspends until there is room for one more client. */
    void takeRoom() {
        if (room != null) {
            room.acquire();
        }
    }

    /** Lets another client be served. Any thread. */
    void giveRoomBack() {
        if (room != null) {
            room.release();
        }
    }

    /** How long clients that have read the end of their stream may go on after the grace. */
    Duration timeToLeave() {
        Duration left = TIME_TO_LEAVE.minus(choices.grace());
        return left.isNegative() ? Duration.ZERO : left;
    }

    // The life of the server

    ServeReport serve() throws IOException {
        Task<?> task = Task.current();
        task.checkCancelled();
        OwnershipState.requireMayOwn(task);
        Latch latch = choices.stop();
        Runnable forget = latch == null ? () -> {
            // There is no latch.
        } : latch.onOpen(stop::stop);
        List<Resource> opened = new ArrayList<>();
        try {
            return serve(opened);
        } finally {
            forget.run();
            for (Resource resource : opened.reversed()) {
                resource.close();
            }
        }
    }

    private ServeReport serve(List<Resource> opened) throws IOException {
        for (String name : choices.signals()) {
            opened.add(Resource.own(SignalRouter.subscribe(name, stop::signalled), SignalRouter::unsubscribe));
        }
        List<BoundListener> sockets = BoundListener.bindAll(choices, opened);
        try (Orphans<@Nullable Void> reporters = Miou.orphans(); Orphans<ServeReport> acceptors = Miou.orphans()) {
            Promise<@Nullable Void> reporter = reporters.async(Miou.task().named("failed clients"), failures::report);
            for (BoundListener socket : sockets) {
                start(socket, acceptors);
            }
            for (SocketAddress address : sockets.stream().map(BoundListener::address).distinct().toList()) {
                choices.listening().accept(address);
            }
            ServeReport report = awaitEnd(acceptors);
            failures.end(sockets.getFirst().address());
            Object _ = reporter.await();
            return report;
        }
    }

    private void start(BoundListener socket, Orphans<ServeReport> acceptors) {
        Acceptor acceptor = new Acceptor(this, socket);
        TaskBuilder how = Miou.task().named("acceptor at " + Addresses.words(socket.address()))
                .give(socket.listener());
        Promise<ServeReport> _ = socket.domain() == Domain.self()
                ? acceptors.async(how, acceptor::run)
                : acceptors.call(how.on(socket.domain()), acceptor::run);
    }

    private ServeReport awaitEnd(Orphans<ServeReport> acceptors) {
        // An acceptor that ends before the stop has failed.
        Optional<Optional<Outcome<ServeReport>>> early = Miou.until(stop.stopping(), acceptors::get);
        ServeReport report = early.flatMap(ended -> ended).map(Outcome::get).orElse(ServeReport.NONE);
        List<Outcome<ServeReport>> ended;
        try {
            ended = Miou.<List<Outcome<ServeReport>>, RuntimeException>timeout(choices.grace(), acceptors::drain);
        } catch (TimeoutException e) {
            stop.cut();
            ended = acceptors.drain();
        }
        for (Outcome<ServeReport> outcome : ended) {
            report = report.plus(outcome.get());
        }
        return report;
    }
}
