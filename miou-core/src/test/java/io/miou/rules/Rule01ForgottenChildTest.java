package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.StillHasChildrenError;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;

/** Rule 1: a task that returns must have awaited or cancelled each of its children. */
class Rule01ForgottenChildTest {

    @OnEveryBackend
    void childNeitherAwaitedNorCancelled_breaksTheRun(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Promise<Integer> _ = Miou.async(() -> 1);
        })).isInstanceOf(StillHasChildrenError.class).hasMessageContaining("main").hasMessageContaining("task-1");
    }

    @OnEveryBackend
    void childAwaited_isNoViolation(Variant variant) {
        int value = variant.run(() -> Miou.async(() -> 1).await());
        assertThat(value).isEqualTo(1);
    }
}
