package io.miou;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.SynchronousQueue;

/**
 * The owner of an executor on other domains may block in a call of the JDK: nothing of the executor is on its domain.
 */
class OwnerThatBlocksTest {

    private static void block() throws Exception {
        try (TaskExecutor executor = Miou.callExecutor()) {
            Domain own = Domain.self();
            assertThat(CompletableFuture.supplyAsync(Domain::self, executor).join()).isIn(Domain.pool())
                    .isNotEqualTo(own);
            ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(executor);
            int sum = 0;
            for (int i = 1; i <= 10; i++) {
                int number = i;
                service.submit(() -> number);
            }
            for (int i = 1; i <= 10; i++) {
                sum += service.take().get();
            }
            assertThat(sum).isEqualTo(55);
            SynchronousQueue<String> queue = new SynchronousQueue<>();
            CountDownLatch done = new CountDownLatch(1);
            executor.execute(() -> {
                Miou.yield();
                executor.execute(done::countDown);
            });
            done.await();
            executor.submit(() -> {
                queue.put("put");
                return 1;
            });
            assertThat(queue.take()).isEqualTo("put");
            executor.shutdown();
        }
    }

    @OnEveryBackend
    void ownerOnDomain0_mayBlockBesideOnePoolDomain(Variant variant) {
        variant.launcher().domains(1).run(OwnerThatBlocksTest::block);
    }

    @OnEveryBackend
    void ownerOnThePool_mayBlockBesideOneOtherDomain(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (int i = 0; i < 3; i++) {
                Miou.call(OwnerThatBlocksTest::block).await();
            }
        });
    }

    @OnEveryBackend
    void mainOfAStartedRun_mayBlockWhileTasksAreHandedIn(Variant variant) throws Exception {
        CountDownLatch stop = new CountDownLatch(1);
        Running<Void> running = variant.launcher().domains(1).start(() -> stop.await());
        assertThat(running.submit(() -> Domain.self().id()).get()).isEqualTo(1);
        stop.countDown();
        running.join();
    }
}
