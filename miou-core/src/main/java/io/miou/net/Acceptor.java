package io.miou.net;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.domain.DomainLoop;
import io.miou.task.OrphanSet;
import io.miou.task.Spawner;
import io.miou.task.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The task that accepts the clients of one listener, and is the parent of their tasks. Made by the task that serves,
 * then confined to its own domain: the fiber runs {@link #run}, the loop calls {@link #ended}.
 */
final class Acceptor {

    private final Serving serving;
    private final BoundListener socket;
    private final AcceptFailures acceptFailures = new AcceptFailures();
    private final Map<Task<?>, ServedClient> clients = new HashMap<>();

    /** The loops of the domains that serve its clients. */
    private List<DomainLoop> loops = List.of();

    /** The number of clients of each loop. */
    private int[] load = new int[0];

    private long served;
    private long failed;
    private long reset;
    private long cut;
    private long refused;

    Acceptor(Serving serving, BoundListener socket) {
        this.serving = serving;
        this.socket = socket;
    }

    /** Accepts clients until the server stops, and returns when all of them have ended. */
    ServeReport run() {
        Task<?> self = Task.current();
        loops = new ArrayList<>();
        loops.add(self.loop());
        if (!socket.isOneOfMany()) {
            loops.addAll(self.run().domains().others(self));
        }
        load = new int[loops.size()];
        try (OrphanSet<@Nullable Void> tasks = new OrphanSet<>((task, outcome) -> ended(task, outcome))) {
            acceptUntilStopped(self, tasks);
            clients.values().forEach(ServedClient::stop);
            if (Miou.until(serving.stop().cutting(), () -> tasks.drain()).isEmpty()) {
                cut(tasks);
            }
        }
        return new ServeReport(served, failed, reset, cut, refused);
    }

    /**
     * Cancels the clients that are in the middle of a request. The others have read the end of their stream, and have a
     * moment to leave, however short the grace was.
     */
    private void cut(OrphanSet<@Nullable Void> tasks) {
        tasks.cancel(task -> {
            ServedClient client = clients.get(task);
            return client == null || !client.isLeaving();
        });
        try {
            Optional<List<Outcome<@Nullable Void>>> _ = Miou.until(serving.stop().ending(),
                    () -> Miou.timeout(serving.timeToLeave(), () -> tasks.drain()));
        } catch (TimeoutException e) {
            // Those that are left are cancelled now.
        }
    }

    private void acceptUntilStopped(Task<?> self, OrphanSet<@Nullable Void> tasks) {
        try (TcpListener listener = socket.listener()) {
            for (Optional<TcpStream> next = accept(listener); next.isPresent(); next = accept(listener)) {
                TcpStream client = next.get();
                if (Miou.<RuntimeException>until(serving.stop().stopping(), serving::takeRoom)) {
                    start(self, client, tasks);
                } else {
                    refused++;
                    client.close();
                }
            }
        }
    }

    /** Returns the next client; empty once the server stops. */
    private Optional<TcpStream> accept(TcpListener listener) {
        for (;;) {
            try {
                Optional<TcpStream> next = Miou.until(serving.stop().stopping(), listener::accept);
                acceptFailures.over();
                return next;
            } catch (IOException e) {
                if (!Miou.<RuntimeException>until(serving.stop().stopping(), () -> acceptFailures.pause(listener, e))) {
                    return Optional.empty();
                }
            }
        }
    }

    private void start(Task<?> self, TcpStream stream, OrphanSet<@Nullable Void> tasks) {
        int least = 0;
        for (int i = 1; i < load.length; i++) {
            if (load[i] < load[least]) {
                least = i;
            }
        }
        ServedClient client = new ServedClient(serving, stream, least);
        Task<@Nullable Void> task = Spawner.<@Nullable Void>contained(self, loops.get(least),
                Addresses.words(client.peer()), client, stream);
        clients.put(tasks.add(task), client);
        load[least]++;
    }

    /** Counts a client that has ended. On the loop of this domain, outside any task. */
    private void ended(Task<?> task, Outcome<@Nullable Void> outcome) {
        ServedClient client = clients.remove(task);
        if (client == null) {
            return;
        }
        load[client.place()]--;
        switch (outcome) {
            case Outcome.Success<?> _ when client.isRefused() -> refused++;
            case Outcome.Success<?> _ -> served++;
            case Outcome.Cancelled<?> _ -> cut++;
            case Outcome.Failure<?>(Throwable cause) -> {
                Throwable told = client.explained(cause);
                if (told instanceof ClientResetException) {
                    reset++;
                } else {
                    failed++;
                }
                // The room of this client is free when its failure was reported.
                serving.failures().add(client.peer(), told);
                return;
            }
        }
        serving.giveRoomBack();
    }
}
