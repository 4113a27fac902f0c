package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.PollCounter;
import io.miou.testing.Property;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The settings of a launcher: those that it accepts, those that it refuses, and the properties that it reads. */
@Slow
class LauncherTest {

    private static BackendProvider nio() {
        return ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("nio")).findFirst().orElseThrow();
    }

    /** A provider around that of NIO, that can be changed. */
    private static class Wrapped implements BackendProvider {
        @Override
        public String name() {
            return "wrapped";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public Backend open(BackendContext context) throws IOException {
            return nio().open(context);
        }
    }

    @Test
    void eachSetting_givesANewLauncherAndLeavesTheOldOne() {
        Launcher plain = Miou.launcher().domains(1);
        Launcher more = plain.domains(3);
        assertThat(plain.run(() -> Domain.pool().size())).isEqualTo(1);
        assertThat(more.run(() -> Domain.pool().size())).isEqualTo(3);
        List<Launcher> all = List.of(plain, more, plain.backend("nio"), plain.backend(nio()), plain.seed(1),
                plain.eventInterval(1), plain.violations(Violations.CONTAINED), plain.stackSize(0), plain.inherit());
        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void settings_areKeptByLaterOnes() {
        Launcher all = Miou.launcher().domains(2).seed(5).eventInterval(3).violations(Violations.CONTAINED)
                .stackSize(1 << 20).backend(PollCounter.around(nio())).inherit();
        for (Launcher launcher : List.of(all, all.seed(6), all.eventInterval(4), all.stackSize(2 << 20))) {
            launcher.run(() -> {
                assertThat(Domain.pool()).hasSize(2);
                assertThat(Miou.backend(PollCounter.class)).isNotNull();
            });
        }
    }

    @Test
    void launcher_mayBeUsedAgainAndAgain() {
        Launcher launcher = Miou.launcher().domains(1);
        for (int i = 0; i < 5; i++) {
            int round = i;
            assertThat(launcher.run(() -> Miou.call(() -> round).await())).isEqualTo(round);
        }
    }

    @Test
    void badValues_areRefusedAtOnce() {
        Launcher launcher = Miou.launcher();
        assertThatThrownBy(() -> launcher.domains(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> launcher.eventInterval(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> launcher.eventInterval(-5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> launcher.stackSize(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> launcher.backend((String) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> launcher.backend((BackendProvider) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> launcher.violations(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> launcher.run((Callable<?>) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> launcher.run((Action) null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void stackSizeBelowTheSmallest_isRefusedWithIt_andTheSmallestWorks() {
        for (long bytes : new long[]{1, 4_096, 256 * 1024 - 1}) {
            assertThatThrownBy(() -> Miou.launcher().stackSize(bytes)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("stackSize(" + bytes + ")").hasMessageContaining("256 KiB");
        }
        assertThat(Miou.launcher().domains(1).stackSize(256 * 1024).<Integer>run(() -> Miou.call(() -> 5).await()))
                .isEqualTo(5);
    }

    @Test
    void withoutDomains_thereIsOneLessThanProcessorsAndAtLeastTwo() {
        int expected = Math.max(2, Runtime.getRuntime().availableProcessors() - 1);
        assertThat(Miou.<Integer>run(() -> Domain.pool().size())).isEqualTo(expected);
    }

    @Test
    void domainsProperty_isReadAtEachRunAndALauncherOverridesIt() {
        try (Property _ = Property.set("miou.domains", " 4 ")) {
            assertThat(Miou.<Integer>run(() -> Domain.pool().size())).isEqualTo(4);
            assertThat(Miou.launcher().domains(1).<Integer>run(() -> Domain.pool().size())).isEqualTo(1);
        }
        try (Property _ = Property.set("miou.domains", "0")) {
            assertThat(Miou.<Integer>run(() -> Domain.pool().size())).isZero();
        }
        for (String bad : new String[]{"-1", "two", "99999999999"}) {
            try (Property _ = Property.set("miou.domains", bad)) {
                assertThatThrownBy(() -> Miou.run(() -> 1)).isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("miou.domains").hasMessageContaining(bad);
            }
        }
    }

    @Test
    void backendProperty_isReadAndALauncherOverridesIt() {
        try (Property _ = Property.set("miou.backend", "uring")) {
            assertThatThrownBy(() -> Miou.run(() -> 1)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("uring").hasMessageContaining("nio");
            assertThat(Miou.launcher().backend("nio").<Integer>run(() -> 1)).isEqualTo(1);
            assertThat(Miou.launcher().backend(nio()).<Integer>run(() -> 1)).isEqualTo(1);
        }
        try (Property _ = Property.set("miou.backend", "none")) {
            assertThat(Miou.<String>run(() -> Miou.backend(Backend.class).getClass().getSimpleName()))
                    .contains("Sleeping");
        }
    }

    @Test
    void unknownBackend_isAnErrorThatListsWhatWasFound() {
        assertThatThrownBy(() -> Miou.launcher().backend("uring").run(() -> 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("uring")
                .hasMessageContaining("nio").hasMessageContaining("available");
    }

    @Test
    void unavailableProvider_isAnErrorThatSaysWhy() {
        Trail trail = new Trail();
        BackendProvider unavailable = new Wrapped() {
            @Override
            public Optional<String> unavailable() {
                return Optional.of("the moon is full");
            }

            @Override
            public Backend open(BackendContext context) throws IOException {
                trail.add("opened");
                return super.open(context);
            }
        };
        assertThatThrownBy(() -> Miou.launcher().backend(unavailable).run(() -> 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("wrapped")
                .hasMessageContaining("the moon is full");
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void givenProvider_opensOneBackendForEachDomain(Variant variant) {
        List<BackendContext> contexts = new ArrayList<>();
        variant.launcher().domains(2).backend(new Wrapped() {
            @Override
            public Backend open(BackendContext context) throws IOException {
                contexts.add(context);
                return super.open(context);
            }
        }).run(() -> Miou.yield());
        assertThat(contexts).containsExactly(new BackendContext(0, 2), new BackendContext(1, 2),
                new BackendContext(2, 2));
    }

    @OnEveryBackend
    void backendThatCannotBeOpened_leavesNoneOpen(Variant variant) {
        Trail trail = new Trail();
        BackendProvider third = new Wrapped() {
            @Override
            public Backend open(BackendContext context) throws IOException {
                if (context.domain() == 2) {
                    throw new IOException("too many open files");
                }
                trail.add("opened");
                return new Closing(super.open(context), trail, false);
            }
        };
        assertThatThrownBy(() -> variant.launcher().domains(2).backend(third).run(() -> 1))
                .isInstanceOf(UncheckedIOException.class).hasRootCauseMessage("too many open files");
        assertThat(trail.events()).containsExactly("opened", "opened", "closed", "closed");
    }

    /** A backend that tells when it is closed. */
    private record Closing(Backend inner, Trail trail, boolean fails) implements Backend {
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
            trail.add("closed");
            inner.close();
            if (fails) {
                throw new OutOfMemoryError("as planned");
            }
        }
    }

    @OnEveryBackend
    void everyBackend_isClosedOnceWhenTheRunEnds(Variant variant) {
        Trail trail = new Trail();
        BackendProvider closing = new Wrapped() {
            @Override
            public Backend open(BackendContext context) throws IOException {
                return new Closing(super.open(context), trail, false);
            }
        };
        variant.launcher().domains(3).backend(closing).run(() -> trail.add("main"));
        assertThat(trail.events()).containsExactly("main", "closed", "closed", "closed", "closed");
    }

    @OnEveryBackend
    void backendWhoseCloseThrowsAnError_doesNotKeepTheRun(Variant variant) {
        Trail trail = new Trail();
        BackendProvider closing = new Wrapped() {
            @Override
            public Backend open(BackendContext context) throws IOException {
                return new Closing(super.open(context), trail, true);
            }
        };
        variant.launcher().domains(2).backend(closing).run(() -> trail.add("main"));
        assertThat(trail.events()).containsExactly("main", "closed", "closed", "closed");
    }

    @OnEveryBackend
    void brokenPoller_endsTheRunWithItsCause(Variant variant) {
        Trail trail = new Trail();
        BackendProvider breaking = new Wrapped() {
            @Override
            public Backend open(BackendContext context) throws IOException {
                Backend inner = super.open(context);
                return context.domain() == 0 ? inner : new Breaking(inner);
            }
        };
        assertThatThrownBy(() -> variant.launcher().domains(1).backend(breaking).run(() -> {
            Promise<Void> child = Miou.call(() -> {
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    trail.add("finalised");
                }
            });
            child.await();
        })).hasRootCauseMessage("the poller broke");
        assertThat(trail.events()).hasSizeLessThanOrEqualTo(1);
    }

    private record Breaking(Backend inner) implements Backend {
        @Override
        public void pollNow() throws IOException {
            inner.pollNow();
        }

        @Override
        public void poll(long timeoutNanos) throws IOException {
            throw new IOException("the poller broke");
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

    @Test
    void askingForABackendOfAnotherClass_isAnIllegalArgument() {
        Miou.launcher().backend("nio").run(() -> {
            assertThatThrownBy(() -> Miou.backend(PollCounter.class)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PollCounter");
            assertThat(Miou.backend(Backend.class)).isNotNull();
        });
    }

    @OnEveryBackend
    void sameSeed_makesTheSameChoices(Variant variant) {
        assertThat(choices(variant.launcher().seed(42))).isEqualTo(choices(variant.launcher().seed(42)))
                .isNotEqualTo(choices(variant.launcher().seed(43)));
    }

    private static List<Integer> choices(Launcher launcher) {
        return launcher.domains(5).run(() -> {
            List<Integer> choices = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                choices.add(Miou.call(() -> Domain.self().id()).await());
                List<Promise<Integer>> equals = IntStream.range(0, 10).mapToObj(number -> Miou.async(() -> number))
                        .toList();
                Miou.yield();
                choices.add(Miou.awaitFirst(equals).get());
            }
            return choices;
        });
    }

    @OnEveryBackend
    void stackSize_isHowDeepAFiberOfThePoolMayRecurse(Variant variant) {
        variant.require(Variant.Trait.STACK_IS_THE_DOMAINS);
        int small = variant.launcher().stackSize(1 << 20).run(() -> Miou.call(() -> depth()).await());
        int large = variant.launcher().stackSize(32 << 20).run(() -> Miou.call(() -> depth()).await());
        assertThat(large).isGreaterThan(small * 4);
    }

    /** Returns how many calls deep a recursion goes before the stack is full. */
    private static int depth() {
        int[] reached = new int[1];
        try {
            recurse(reached);
        } catch (StackOverflowError e) {
            return reached[0];
        }
        throw new AssertionError("cannot be");
    }

    private static int recurse(int[] reached) {
        reached[0]++;
        return reached[0] < 0 ? 0 : recurse(reached) + 1;
    }

    @OnEveryBackend
    void run_isOnTheCallersThreadAsDomain0(Variant variant) {
        variant.run(() -> {
            assertThat(Domain.self().id()).isZero();
            assertThat(Domain.pool()).extracting(Domain::id).doesNotContain(0).isSorted();
            assertThat(Domain.self().toString()).contains("0");
        });
    }

    @OnEveryBackend
    void severalRunsAtOnce_areIndependent(Variant variant) throws Exception {
        List<Thread> threads = new ArrayList<>();
        Trail trail = new Trail();
        for (int i = 0; i < 4; i++) {
            int number = i;
            Runnable run = () -> trail.add("run " + variant.launcher().domains(2).<Integer>run(
                    () -> Miou.all(List.of(Miou.call(() -> number), Miou.async(() -> 10 * number))).get(1)));
            threads.add(i % 2 == 0 ? Thread.ofPlatform().start(run) : Thread.startVirtualThread(run));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(trail.events()).containsExactlyInAnyOrder("run 0", "run 10", "run 20", "run 30");
    }

    @Test
    void withoutABackendOnTheClassPath_sleepingAndCallingWork() throws Exception {
        FreshJvm jvm = FreshJvm.of(Sleeper.class);
        ProcessBuilder builder = jvm.builder();
        List<String> command = builder.command();
        int classPath = command.indexOf("-cp") + 1;
        String without = Arrays.stream(command.get(classPath).split(File.pathSeparator))
                .filter(entry -> !entry.contains("miou-backend") && !entry.endsWith("nio"))
                .collect(Collectors.joining(File.pathSeparator));
        command.set(classPath, without);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("slept on domain 1 with SleepingBackend")
                .contains("io.miou:miou-backend-nio");
    }

    /** A program that runs where no backend is to be found. */
    static final class Sleeper {

        private Sleeper() {
        }

        public static void main(String[] arguments) {
            Miou.launcher().domains(1).run(() -> {
                Miou.sleep(Duration.ofMillis(2));
                System.out.println(Miou.call(() -> {
                    Miou.sleep(Duration.ofMillis(2));
                    return "slept on " + Domain.self() + " with "
                            + Miou.backend(Backend.class).getClass().getSimpleName();
                }).await());
                try {
                    io.miou.net.TcpListener.bind(new java.net.InetSocketAddress("127.0.0.1", 0)).close();
                } catch (IOException | UnsupportedOperationException e) {
                    System.out.println(e.getMessage());
                }
            });
        }
    }
}
