package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Owned;
import io.miou.Resource;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Property;
import io.miou.testing.Variant;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/** Rule 28: what the body of a blocking call sees of its task, and what it does not see of other bodies. */
class Rule28BodyTest {

    private static final ScopedValue<String> INHERITED = ScopedValue.newInstance();
    private static final ScopedValue<String> PRIVATE = ScopedValue.newInstance();

    @OnEveryEngine
    void inheritedScopedValues_areBoundInTheBody(Variant variant) {
        ScopedValue.where(INHERITED, "outer").run(() -> variant.launcher().inherit(INHERITED).run(() -> {
            assertThat(Miou.<String, RuntimeException>blocking(INHERITED::get)).isEqualTo("outer");
            ScopedValue.where(INHERITED, "inner").where(PRIVATE, "mine").run(() -> Miou.blocking(() -> {
                assertThat(INHERITED.get()).isEqualTo("inner");
                assertThat(PRIVATE.isBound()).isFalse();
            }));
            String inAChild = Miou.call(() -> Miou.<String, RuntimeException>blocking(INHERITED::get)).await();
            assertThat(inAChild).isEqualTo("outer");
        }));
    }

    @OnEveryEngine
    void inheritedScopedValues_areBoundInOnCancel(Variant variant) {
        CompletableFuture<String> seen = new CompletableFuture<>();
        variant.launcher().inherit(INHERITED).run(() -> {
            CountDownLatch began = new CountDownLatch(1);
            CountDownLatch gate = new CountDownLatch(1);
            var child = ScopedValue.where(INHERITED, "bound").call(() -> Miou.async(() -> Miou.blocking(() -> {
                began.countDown();
                gate.await();
            }, () -> {
                seen.complete(INHERITED.get());
                gate.countDown();
            })));
            Miou.blocking(() -> began.await());
            child.cancel();
        });
        assertThat(seen).isCompletedWithValue("bound");
    }

    @OnEveryEngine
    void contextClassLoader_isTheTasks(Variant variant) {
        ClassLoader own = new URLClassLoader(new URL[0], Rule28BodyTest.class.getClassLoader());
        try (Property _ = Property.set("miou.blocking", "1")) {
            variant.run(() -> {
                ClassLoader standard = Thread.currentThread().getContextClassLoader();
                Thread.currentThread().setContextClassLoader(own);
                ClassLoader seen = Miou.blocking(() -> {
                    ClassLoader loader = Thread.currentThread().getContextClassLoader();
                    Thread.currentThread().setContextClassLoader(null);
                    return loader;
                });
                assertThat(seen).isSameAs(own);
                Thread.currentThread().setContextClassLoader(standard);
                assertThat(Miou.<ClassLoader, RuntimeException>blocking(
                        () -> Thread.currentThread().getContextClassLoader())).isSameAs(standard);
            });
        }
    }

    @OnEveryEngine
    void threadLocals_areErasedBetweenBodies(Variant variant) {
        ThreadLocal<String> own = ThreadLocal.withInitial(() -> "fresh");
        InheritableThreadLocal<String> inheritable = new InheritableThreadLocal<>();
        try (Property _ = Property.set("miou.blocking", "1")) {
            variant.run(() -> {
                inheritable.set("of the task");
                for (int i = 0; i < 3; i++) {
                    Miou.blocking(() -> {
                        assertThat(own.get()).isEqualTo("fresh");
                        assertThat(inheritable.get()).isNull();
                        own.set("left");
                        inheritable.set("left");
                    });
                }
            });
        }
    }

    @OnEveryEngine
    void body_mayCheckAndGetWhatItsTaskOwns(Variant variant) {
        variant.run(() -> {
            try (Owned<String> owned = Resource.own("value", _ -> {
            })) {
                assertThat(Miou.<String, RuntimeException>blocking(owned::get)).isEqualTo("value");
                Miou.blocking(owned::check);
                String lent = Miou.task().lend(owned).async(() -> Miou.<String, RuntimeException>blocking(owned::get))
                        .await();
                assertThat(lent).isEqualTo("value");
                assertThatThrownBy(() -> Miou.blocking(owned::close)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> Miou.blocking(owned::disown)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> Miou.blocking(owned::transfer)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> Miou.blocking(() -> Resource.own("other", _ -> {
                }))).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> Miou.blocking(() -> Miou.yield())).isInstanceOf(IllegalStateException.class);
                Miou.async(() -> {
                    assertThatThrownBy(() -> Miou.blocking(owned::get)).isInstanceOf(NotOwnerError.class);
                    assertThatThrownBy(() -> Miou.blocking(owned::check)).isInstanceOf(NotOwnerError.class);
                }).await();
            }
        });
    }

    @OnEveryEngine
    void closedValue_isRefusedInTheBodyAsInTheTask(Variant variant) {
        variant.run(() -> {
            Owned<String> owned = Resource.own("value", _ -> {
            });
            owned.close();
            assertThatThrownBy(() -> Miou.blocking(owned::get)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was closed by main");
        });
    }

    @OnEveryEngine
    void threadStartedByTheBody_countsAsNoTask(Variant variant) {
        variant.run(() -> {
            try (Owned<String> owned = Resource.own("value", _ -> {
            })) {
                Miou.blocking(() -> {
                    CompletableFuture<String> future = new CompletableFuture<>();
                    Thread.ofPlatform().start(() -> future.completeAsync(owned::get, Runnable::run));
                    assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class)
                            .hasCauseInstanceOf(IllegalStateException.class);
                });
            }
        });
    }
}
