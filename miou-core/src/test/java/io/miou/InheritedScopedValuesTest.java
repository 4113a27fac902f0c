package io.miou;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;

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
    void withoutInherit_aChildSeesNone(Variant variant) {
        boolean bound = variant
                .<Boolean>run(() -> ScopedValue.where(USER, "ada").call(() -> Miou.async(USER::isBound)).await());
        assertThat(bound).isFalse();
    }
}
