package io.miou.benchmarks.soak;

import static io.miou.benchmarks.soak.Errand.expect;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskFailedException;
import io.miou.sync.Channel;
import io.miou.sync.Mutex;
import io.miou.sync.Semaphore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

/** The errands that need nothing of the operating system but its clock; {@link ResourceErrands} has the others. */
final class Errands {

    private static final Duration FOR_EVER = Duration.ofDays(1);
    private static final int ITEMS = 50;

    private Errands() {
    }

    static List<Errand> all() {
        List<Errand> all = new ArrayList<>(List.of(
                new Errand("tree of tasks", () -> expect(27, countLeaves(3))),
                new Errand("cancelled tree", Errands::cancelTree),
                new Errand("cancelled before its start", Errands::cancelAtOnce),
                new Errand("channels", Errands::pipeline),
                new Errand("mutex", Errands::mutex),
                new Errand("semaphore", Errands::semaphore),
                new Errand("timeouts", Errands::timeouts),
                new Errand("first of three", Errands::first),
                new Errand("failure among siblings", Errands::failure),
                new Errand("orphans", Errands::orphans),
                new Errand("blocking calls", Errands::blocking)));
        all.addAll(ResourceErrands.all());
        return all;
    }

    private static int countLeaves(int depth) {
        if (depth == 0) {
            Miou.yield();
            return 1;
        }
        List<Promise<Integer>> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            boolean here = ThreadLocalRandom.current().nextBoolean();
            children.add(here ? Miou.async(() -> countLeaves(depth - 1)) : Miou.call(() -> countLeaves(depth - 1)));
        }
        return children.stream().mapToInt(Promise::await).sum();
    }

    private static void sleepers(int depth) {
        if (depth == 0) {
            Miou.sleep(FOR_EVER);
            return;
        }
        Miou.all(Miou.async(() -> sleepers(depth - 1)), Miou.call(() -> sleepers(depth - 1)));
    }

    private static void cancelTree() {
        Promise<?> tree = Miou.call(() -> sleepers(3));
        Miou.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(5)));
        tree.cancel();
        expect(Promise.State.CANCELLED, tree.state());
    }

    private static void cancelAtOnce() {
        Promise<?> here = Miou.async(() -> Miou.sleep(FOR_EVER));
        Promise<?> there = Miou.call(() -> Miou.sleep(FOR_EVER));
        here.cancel();
        there.cancel();
        expect(Promise.State.CANCELLED, here.state());
        expect(Promise.State.CANCELLED, there.state());
    }

    private static void pipeline() {
        Channel<Integer> numbers = Channel.of(0);
        Channel<Integer> doubled = Channel.of(4);
        Promise<?> source = Miou.call(() -> {
            for (int i = 1; i <= ITEMS; i++) {
                numbers.send(i);
            }
            numbers.close();
        });
        Promise<?> stage = Miou.async(() -> {
            for (int number : numbers) {
                doubled.send(2 * number);
            }
            doubled.close();
        });
        int sum = 0;
        for (int number : doubled) {
            sum += number;
        }
        expect(ITEMS * (ITEMS + 1), sum);
        Miou.all(source, stage);
    }

    private static void mutex() {
        Mutex mutex = new Mutex();
        int[] counter = {0};
        List<Promise<?>> counters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            counters.add(Miou.call(() -> {
                for (int step = 0; step < 5; step++) {
                    mutex.protect(() -> {
                        int before = counter[0];
                        Miou.yield();
                        counter[0] = before + 1;
                    });
                }
            }));
        }
        Miou.all(counters);
        expect(30, counter[0]);
    }

    private static void semaphore() {
        Semaphore permits = new Semaphore(2);
        List<Promise<?>> users = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            users.add(Miou.call(() -> {
                permits.acquire();
                try {
                    Miou.sleep(Duration.ofMillis(1));
                } finally {
                    permits.release();
                }
            }));
        }
        // One that waits for a permit, or holds one, gives it up.
        users.removeLast().cancel();
        Miou.all(users);
        expect(2, permits.permits());
    }

    private static void timeouts() throws TimeoutException {
        for (int i = 0; i < 100; i++) {
            Miou.timeout(Duration.ofMinutes(1), () -> Miou.yield());
        }
        Promise<?> child = Miou.call(() -> sleepers(1));
        boolean late = false;
        try {
            Object _ = Miou.<Object, RuntimeException>timeout(Duration.ofMillis(1), child::await);
        } catch (TimeoutException e) {
            late = true;
        }
        expect(true, late);
        child.cancel();
    }

    private static void first() {
        Outcome<Integer> first = Miou.awaitFirst(Miou.call(() -> forEver()), Miou.async(() -> 7),
                Miou.call(() -> forEver()));
        expect(new Outcome.Success<>(7), first);
    }

    private static int forEver() {
        Miou.sleep(FOR_EVER);
        return 0;
    }

    private static void failure() {
        String heard = "";
        try {
            Miou.all(List.of(Miou.call(() -> forEver()), Miou.async(() -> {
                throw new IOException("on purpose");
            })));
        } catch (TaskFailedException e) {
            heard = e.getCause().getMessage();
        }
        expect("on purpose", heard);
    }

    private static void orphans() {
        Orphans<Integer> orphans = Miou.orphans();
        for (int i = 0; i < 20; i++) {
            int number = i;
            Promise<Integer> _ = i % 2 == 0 ? orphans.async(() -> number) : orphans.call(() -> number);
        }
        expect(20, orphans.drain().size());
        Promise<Integer> _ = orphans.async(Errands::forEver);
        orphans.cancelAll();
        expect(true, orphans.isEmpty());
    }

    private static void blocking() {
        expect(42, Miou.<Integer, RuntimeException>blocking(() -> 42));
        Promise<?> stuck = Miou.async(() -> {
            Miou.blocking(() -> Thread.sleep(FOR_EVER));
        });
        Miou.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(3)));
        stuck.cancel();
        expect(Promise.State.CANCELLED, stuck.state());
    }
}
