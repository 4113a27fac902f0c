package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** The JVMs and the threads on which a run may be started. */
@Slow
class StartTest {

    /** A program that tries to run twice and says what came of it. */
    static final class Attempt {
        public static void main(String[] args) {
            try {
                Miou.run(() -> System.out.println("it runs"));
                Miou.run(() -> System.out.println("it runs"));
            } catch (IllegalStateException | IllegalArgumentException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    @Test
    void jvmWithoutTheFlag_runsOnThePortableEngineWithOneWarningThatNamesTheFlag() throws Exception {
        FreshJvm.Ended ended = FreshJvm.withoutFlag(Attempt.class).run();
        assertThat(ended.output().lines().filter("it runs"::equals)).as(ended.output()).hasSize(2);
        assertThat(ended.output().lines().filter(line -> line.contains("WARNING"))).singleElement().asString()
                .contains("--add-opens java.base/java.lang=ALL-UNNAMED").contains("Add-Opens: java.base/java.lang")
                .contains("-Dmiou.fibers=portable");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void jvmWithoutTheFlagThatAsksForThePortableEngine_isNotWarned() throws Exception {
        FreshJvm.Ended ended = FreshJvm.withoutFlag(Attempt.class, "-Dmiou.fibers=portable").run();
        assertThat(ended.output().lines()).containsExactly("it runs", "it runs");
    }

    @Test
    void jvmWithoutTheFlagThatAsksForTheCarriedEngine_isRefusedWithTheFlag() throws Exception {
        FreshJvm.Ended ended = FreshJvm.withoutFlag(Attempt.class, "-Dmiou.fibers=carried").run();
        assertThat(ended.output()).contains("refused: ").contains("--add-opens java.base/java.lang=ALL-UNNAMED")
                .contains("Add-Opens: java.base/java.lang").doesNotContain("it runs");
    }

    @Test
    void jvmThatAsksForAnUnknownEngine_isRefusedWithThoseThereAre() throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(Attempt.class, "-Dmiou.fibers=green").run();
        assertThat(ended.output()).contains("refused: ").contains("'green'").contains("carried or portable")
                .doesNotContain("it runs");
    }

    /** The first run of its process is started by a virtual thread. */
    static final class OnVirtualThread {
        public static void main(String[] args) throws InterruptedException {
            Thread.ofVirtual().start(() -> Miou.run(() -> System.out.println("it runs"))).join();
        }
    }

    @Test
    void firstRunOnAVirtualThread_findsTheCarriedEngine() throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(OnVirtualThread.class, "-Dmiou.fibers=carried").run();
        assertThat(ended.output().lines()).containsExactly("it runs");
    }

    @Test
    void jvmWithTheFlag_runs() throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(Attempt.class).run();
        assertThat(ended.output().lines()).containsExactly("it runs", "it runs");
        assertThat(ended.exitCode()).isZero();
    }

    @OnEveryBackend
    void runOnVirtualThread_hasAStandInForDomain0(Variant variant) throws Exception {
        FutureTask<List<Integer>> run = new FutureTask<>(() -> domainsOf(variant));
        Thread.ofVirtual().start(run);
        assertThat(run.get()).containsExactly(0, 1, 2);
    }

    @OnEveryBackend
    void runOnForkJoinThread_works(Variant variant) throws Exception {
        assertThat(ForkJoinPool.commonPool().submit(() -> domainsOf(variant)).get()).containsExactly(0, 1, 2);
        assertThat(CompletableFuture.supplyAsync(() -> domainsOf(variant)).get()).containsExactly(0, 1, 2);
    }

    @OnEveryBackend
    void runOnVirtualThreadThatAFiberHasStarted_works(Variant variant) {
        List<Integer> inner = variant.run(() -> {
            FutureTask<List<Integer>> run = new FutureTask<>(() -> domainsOf(variant));
            Thread.ofVirtual().start(run);
            return run.get();
        });
        assertThat(inner).containsExactly(0, 1, 2);
    }

    private static List<Integer> domainsOf(Variant variant) {
        return variant.launcher().domains(2).run(() -> {
            int here = Miou.async(() -> Domain.self().id()).await();
            return List.of(here, Miou.task().on(Domain.pool().get(0)).call(() -> Domain.self().id()).await(),
                    Miou.task().on(Domain.pool().get(1)).call(() -> Domain.self().id()).await());
        });
    }
}
