package io.miou;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@link Launcher#inherit}: a task sees the bindings as of its start. */
class InheritedScopedValuesTest {

    private static final ScopedValue<String> USER = ScopedValue.newInstance();
    private static final ScopedValue<String> OTHER = ScopedValue.newInstance();

    @OnEveryBackend
    void mainAndChildren_seeTheBindingsOfTheirSpawn(Variant variant) {
        String seen = ScopedValue.where(USER, "ada").call(() -> variant.launcher().inherit(USER, OTHER).run(() -> {
            Promise<String> here = Miou.async(USER::get);
            Promise<String> there = ScopedValue.where(USER, "bob").call(() -> Miou.call(USER::get));
            return USER.get() + " " + here.await() + " " + there.await() + " " + OTHER.isBound();
        }));
        assertThat(seen).isEqualTo("ada ada bob false");
    }

    @OnEveryBackend
    void secondCallOfInherit_addsToTheFirst(Variant variant) {
        String seen = ScopedValue.where(USER, "ada").where(OTHER, "x").call(() -> variant.launcher().inherit(USER)
                .inherit(OTHER, USER).inherit().run(() -> Miou.call(InheritedScopedValuesTest::seen).await()));
        assertThat(seen).isEqualTo("ada x");
    }

    @OnEveryBackend
    void withoutInherit_aChildSeesNone(Variant variant) {
        boolean bound = variant
                .<Boolean>run(() -> ScopedValue.where(USER, "ada").call(() -> Miou.async(USER::isBound)).await());
        assertThat(bound).isFalse();
    }

    @OnEveryBackend
    void onEveryDomain_asyncAndCallSeeTheBindingsOfTheirSpawn(Variant variant) {
        variant.launcher().domains(2).inherit(USER, OTHER).run(() -> Miou.everywhere(() -> {
            assertThat(USER.isBound()).isFalse();
            ScopedValue.where(USER, "ada").where(OTHER, "x").call(() -> {
                Promise<String> near = Miou.async(InheritedScopedValuesTest::seen);
                Promise<String> far = Miou.call(InheritedScopedValuesTest::seen);
                Promise<String> deep = Miou.call(() -> Miou.async(InheritedScopedValuesTest::seen).await());
                Promise<String> rebound = Miou.call(() -> ScopedValue.where(USER, "bob")
                        .call(() -> Miou.async(InheritedScopedValuesTest::seen).await()) + " then " + seen());
                assertThat(List.of(near.await(), far.await(), deep.await(), rebound.await())).containsExactly("ada x",
                        "ada x", "ada x", "bob x then ada x");
                return null;
            });
        }));
    }

    private static String seen() {
        return USER.get() + " " + OTHER.get();
    }

    @OnEveryBackend
    void childOfAScopeThatHasEnded_stillSeesIt(Variant variant) {
        String seen = variant.launcher().inherit(USER).run(() -> {
            Trigger scopeHasEnded = new Trigger();
            Promise<String> child = ScopedValue.where(USER, "ada").call(() -> Miou.call(() -> {
                scopeHasEnded.await();
                return USER.get();
            }));
            scopeHasEnded.signal();
            return child.await() + " " + USER.isBound();
        });
        assertThat(seen).isEqualTo("ada false");
    }

    @OnEveryBackend
    void valuesThatAreNotNamed_areNotInherited(Variant variant) {
        String seen = variant.launcher().inherit(USER).run(() -> ScopedValue.where(USER, "ada").where(OTHER, "x")
                .call(() -> Miou.async(() -> USER.isBound() + " " + OTHER.isBound()).await()));
        assertThat(seen).isEqualTo("true false");
    }

    @OnEveryBackend
    void startedRunAndTasksHandedIn_seeTheBindingsOfWhoStartedThem(Variant variant) throws Exception {
        CompletableFuture<String> ofMain = new CompletableFuture<>();
        Running<Void> running = ScopedValue.where(USER, "starter")
                .call(() -> variant.launcher().inherit(USER, OTHER).start(() -> {
                    ofMain.complete(USER.get() + " " + OTHER.isBound());
                    new Trigger().await();
                }));
        try (running) {
            assertThat(ofMain.get()).isEqualTo("starter false");
            CompletableFuture<String> submitted = ScopedValue.where(USER, "submitter").where(OTHER, "x")
                    .call(() -> running.submit(InheritedScopedValuesTest::seen));
            assertThat(submitted.get()).isEqualTo("submitter x");
            assertThat(running.submit(() -> USER.isBound()).get()).as("not those of main").isFalse();
        }
    }
}
