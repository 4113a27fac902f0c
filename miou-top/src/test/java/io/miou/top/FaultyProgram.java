package io.miou.top;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.sync.Latch;
import io.miou.sync.Mutex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program with the faults that users have. */
final class FaultyProgram {

    private FaultyProgram() {
    }

    static void main() {
        Victim.beginOnce("suspended on 3 children", "deadlock", "statistics .*, domain 1, running, ",
                "client .*, domain 1, ready, ");
        Miou.launcher().domains(1).run(() -> {
            try (TcpListener listener = TcpListener.bind("127.0.0.1", 0)) {
                TcpStream stream = Miou.task().named("connector").async(() -> {
                    TcpStream connected = TcpStream.connect(listener.localAddress());
                    connected.disown();
                    return connected;
                }).await();
                Mutex one = new Mutex();
                Mutex two = new Mutex();
                Latch bothHold = new Latch(2);
                List<Promise<Void>> all = new ArrayList<>();
                all.add(Miou.task().named("left").async(() -> Victim.lockBoth(one, two, bothHold)));
                all.add(Miou.task().named("right").async(() -> Victim.lockBoth(two, one, bothHold)));
                Promise<String> reader = Miou.task().named("reader")
                        .async(() -> Files.readString(Path.of("/no/such/file")));
                bothHold.await();
                Miou.yield();
                all.add(Miou.task().named("busy").call(FaultyProgram::block));
                List<Outcome<Void>> _ = Miou.awaitAll(all);
                reader.awaitOutcome();
                stream.adopt().close();
            }
        });
    }

    /** Lets a task compute for good on this domain, while another is ready. */
    private static void block() {
        Promise<Void> statistics = Miou.task().named("statistics").async(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        });
        Promise<Void> client = Miou.task().named("client").async(() -> Miou.yield());
        List<Outcome<Void>> _ = Miou.awaitAll(statistics, client);
    }
}
