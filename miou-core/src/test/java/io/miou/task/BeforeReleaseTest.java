package io.miou.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;

/** The release of a resource runs what a wrapper has added to it, on every path. */
class BeforeReleaseTest {

    private final Trail trail = new Trail();

    private Owned<String> wrappedTwice() {
        Owned<String> resource = Resource.own("resource", value -> trail.add("release " + value));
        OwnershipState.of(resource).beforeRelease(() -> trail.add("inner"));
        OwnershipState.of(resource).beforeRelease(() -> trail.add("outer"));
        return resource;
    }

    @OnEveryEngine
    void close_runsTheNewestFirstAndEachOnce(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Owned<String> resource = wrappedTwice();
            resource.close();
            resource.close();
        });
        assertThat(trail.events()).containsExactly("outer", "inner", "release resource");
    }

    @OnEveryEngine
    void taskThatFails_hasThemRunByTheScheduler(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Promise<Void> child = Miou.async(() -> {
                Owned<String> _ = wrappedTwice();
                throw new IOException("broken");
            });
            assertThatThrownBy(child::await).hasRootCauseMessage("broken");
        });
        assertThat(trail.events()).containsExactly("outer", "inner", "release resource");
    }

    @OnEveryEngine
    void resourceThatWasGivenToAnotherDomain_takesThemAlong(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Owned<String> resource = wrappedTwice();
            Promise<Void> child = Miou.task().give(resource).call(() -> {
                Miou.yield();
                trail.add("elsewhere");
                resource.close();
            });
            child.await();
        });
        assertThat(trail.events()).containsExactly("elsewhere", "outer", "inner", "release resource");
    }

    @OnEveryEngine
    void actionThatThrows_doesNotKeepTheResourceOpen(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Owned<String> resource = Resource.own("resource", value -> trail.add("release " + value));
            OwnershipState.of(resource).beforeRelease(() -> {
                throw new IllegalStateException("on purpose");
            });
            assertThatThrownBy(resource::close).hasMessage("on purpose");
        });
        assertThat(trail.events()).containsExactly("release resource");
    }
}
