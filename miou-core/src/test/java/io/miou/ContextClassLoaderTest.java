package io.miou;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A task has the context class loader of the task or thread that started it. */
class ContextClassLoaderTest {

    private static ClassLoader current() {
        return Thread.currentThread().getContextClassLoader();
    }

    private static ClassLoader newLoader() {
        return new URLClassLoader(new URL[0], ContextClassLoaderTest.class.getClassLoader());
    }

    @OnEveryBackend
    void mainAndChildren_haveThatOfTheirSpawner(Variant variant) throws Exception {
        ClassLoader ofTheCaller = newLoader();
        ClassLoader ofTheParent = newLoader();
        List<ClassLoader> seen = Foreign.call(() -> {
            Thread.currentThread().setContextClassLoader(ofTheCaller);
            return variant.launcher().domains(2).<List<ClassLoader>>run(() -> {
                ClassLoader ofMain = current();
                Promise<ClassLoader> before = Miou.call(ContextClassLoaderTest::current);
                Thread.currentThread().setContextClassLoader(ofTheParent);
                Promise<ClassLoader> near = Miou.async(ContextClassLoaderTest::current);
                Promise<ClassLoader> far = Miou.call(ContextClassLoaderTest::current);
                Promise<ClassLoader> deep = Miou.call(() -> Miou.async(ContextClassLoaderTest::current).await());
                return List.of(ofMain, before.await(), near.await(), far.await(), deep.await());
            });
        });
        assertThat(seen).containsExactly(ofTheCaller, ofTheCaller, ofTheParent, ofTheParent, ofTheParent);
    }

    @OnEveryBackend
    void tasksHandedIn_haveThatOfWhoHandedThemIn(Variant variant) throws Exception {
        ClassLoader ofTheStarter = newLoader();
        ClassLoader ofTheSubmitter = newLoader();
        CompletableFuture<ClassLoader> ofMain = new CompletableFuture<>();
        Running<Void> running = Foreign.call(() -> {
            Thread.currentThread().setContextClassLoader(ofTheStarter);
            return variant.launcher().start(() -> {
                ofMain.complete(current());
                new io.miou.sync.Trigger().await();
            });
        });
        try (running) {
            assertThat(ofMain.get()).isSameAs(ofTheStarter);
            assertThat(Foreign.call(() -> {
                Thread.currentThread().setContextClassLoader(ofTheSubmitter);
                return running.submit(ContextClassLoaderTest::current);
            }).get()).isSameAs(ofTheSubmitter);
        }
    }
}
