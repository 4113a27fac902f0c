package io.miou.spi;

import io.miou.spi.Driver.Pair;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Prints line by line what a backend does when the process may not open another descriptor. Its argument is the class
 * of the provider; the process's limit of descriptors must be small.
 */
final class ExhaustionStory {

    private final BackendProvider provider;
    private final Driver driver;
    private final Deque<Closeable> fillers = new ArrayDeque<>();

    /** The number of connections that were accepted although none should have been. Not zero in the rehearsal only. */
    private int taken;

    private ExhaustionStory(BackendProvider provider) throws IOException {
        this.provider = provider;
        this.driver = new Driver(provider);
    }

    public static void main(String[] arguments) throws Exception {
        ExhaustionStory story = new ExhaustionStory(
                (BackendProvider) Class.forName(arguments[0]).getConstructor().newInstance());
        // To load a class takes a descriptor: so all that is needed is loaded by a rehearsal, with some left.
        failure(() -> {
            throw new DescriptorsExhaustedException("loaded");
        });
        story.failToConnect();
        story.tell(8, new ArrayList<>());
        List<String> lines = new ArrayList<>();
        story.tell(0, lines);
        lines.forEach(System.out::println);
        story.driver.close();
    }

    /** Connects to nobody. */
    private void failToConnect() throws Exception {
        driver.backend.bind(Driver.loopback(0), new DatagramOptions(false, false)).close();
        failure(() -> driver.backend.connect(UnixDomainSocketAddress.of("story-without-listener")));
        ListenHandle gone = driver.listen();
        gone.close();
        driver.backend.pollNow();
        failure(() -> driver.connect(gone.localAddress()));
    }

    private void tell(int left, List<String> lines) throws Exception {
        ListenHandle listener = driver.listen();
        Flag ready = new Flag();
        listener.watch(Direction.READ, ready);
        driver.backend.pollNow();
        List<StreamHandle> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(driver.connect(listener.localAddress()));
        }
        driver.pollUntil(ready::isSet);
        fill(left);
        taken = 0;

        lines.add("accept: " + failure(() -> taken(listener.accept())));
        Flag again = new Flag();
        listener.watch(Direction.READ, again);
        driver.pollUntil(again::isSet);
        lines.add("readiness: still there");
        failure(() -> taken(listener.accept()));
        SocketAddress address = listener.localAddress();
        lines.add("connect: " + failure(() -> driver.backend.connect(address), address));
        SocketAddress free = Driver.loopback(0);
        lines.add("listen: " + failure(() -> driver.backend.listen(free, new ListenOptions(1, true, false)), free));
        lines.add("bind: " + failure(() -> driver.backend.bind(free, new DatagramOptions(false, false)), free));
        SocketAddress path = UnixDomainSocketAddress.of("story-" + ProcessHandle.current().pid());
        lines.add("connect by path: " + failure(() -> driver.backend.connect(path), path));
        lines.add("listen by path: "
                + failure(() -> driver.backend.listen(path, new ListenOptions(1, true, false)), path));
        lines.add("open: " + (failure(() -> provider.open(new BackendContext(1, 1))).equals("done")
                ? "done"
                : "refused"));

        drain();
        List<StreamHandle> accepted = new ArrayList<>();
        for (StreamHandle client : clients) {
            driver.write(client, (byte) 1);
        }
        while (accepted.size() < clients.size() - taken) {
            StreamHandle server = driver.accept(listener);
            driver.read(server, 1);
            accepted.add(server);
        }
        lines.add("accepted: all " + accepted.size());
        // In the rehearsal one more has connected, and has gone.
        for (StreamHandle gone = listener.accept(); gone != null; gone = listener.accept()) {
            gone.close();
        }
        Pair pair = driver.pair(listener);
        driver.write(pair.client(), (byte) 1);
        driver.read(pair.server(), 1);
        lines.add("listener: goes on");
        pair.client().close();
        pair.server().close();
        for (StreamHandle handle : clients) {
            handle.close();
        }
        for (StreamHandle handle : accepted) {
            handle.close();
        }
        listener.close();
        driver.backend.pollNow();
    }

    private StreamHandle taken(StreamHandle accepted) {
        taken++;
        return accepted;
    }

    private static String failure(Opening opening) throws Exception {
        try (AutoCloseable _ = opening.open()) {
            return "done";
        } catch (DescriptorsExhaustedException e) {
            return "out of descriptors";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String failure(Opening opening, SocketAddress address) throws Exception {
        try (AutoCloseable _ = opening.open()) {
            return "done";
        } catch (DescriptorsExhaustedException e) {
            boolean isNamed = String.valueOf(e.getMessage()).endsWith(": " + address);
            return isNamed ? "out of descriptors" : "does not name " + address + ": " + e;
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void fill(int left) throws IOException {
        try {
            while (true) {
                fillers.push(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            for (int i = 0; i < left; i++) {
                fillers.pop().close();
            }
        }
    }

    private void drain() throws IOException {
        while (!fillers.isEmpty()) {
            fillers.pop().close();
        }
    }

    @FunctionalInterface
    private interface Opening {
        AutoCloseable open() throws Exception;
    }
}
