package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;

/** Miou.everywhere: once on each pool domain and once on this one. */
class EverywhereTest {

    private final Trail trail = new Trail();

    private void note() {
        trail.add("domain " + Domain.self().id());
    }

    @OnEveryBackend
    void fromMain_runsOnceOnEachDomainAndIsAwaited(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            Miou.everywhere(() -> {
                Miou.sleep(Duration.ofMillis(1));
                note();
            });
            trail.add("awaited");
        });
        assertThat(trail.events()).hasSize(5).endsWith("awaited").containsExactlyInAnyOrder("domain 0", "domain 1",
                "domain 2", "domain 3", "awaited");
    }

    @OnEveryBackend
    void fromAPoolDomain_runsOnceOnEachPoolDomainAndNotOnDomain0(Variant variant) {
        variant.launcher().domains(3).run(() -> Miou.call(() -> Miou.everywhere(this::note)).await());
        assertThat(trail.events()).containsExactlyInAnyOrder("domain 1", "domain 2", "domain 3");
    }

    @OnEveryBackend
    void withoutPoolDomains_runsHere(Variant variant) {
        variant.launcher().domains(0).run(() -> Miou.everywhere(this::note));
        assertThat(trail.events()).containsExactly("domain 0");
    }

    @OnEveryBackend
    void oneThatFails_cancelsTheOthersAndIsThrown(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            assertThatThrownBy(() -> Miou.everywhere(() -> {
                if (Domain.self().id() == 2) {
                    throw new IOException("broken");
                }
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    note();
                }
            })).isInstanceOf(TaskFailedException.class).hasRootCauseMessage("broken");
            trail.add("thrown");
        });
        assertThat(trail.events()).endsWith("thrown").doesNotContain("domain 2").doesNotHaveDuplicates();
    }

    @OnEveryBackend
    void cancelledCaller_cancelsThemAll(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Promise<Void> caller = Miou.async(() -> Miou.everywhere(() -> {
                try {
                    trail.add("began");
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    note();
                }
            }));
            while (trail.count("began") < 3) {
                Miou.yield();
            }
            caller.cancel();
        });
        assertThat(trail.events().subList(3, 6)).containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, 3).mapToObj(id -> "domain " + id).toList());
    }

    @OnEveryBackend
    void again_runsAgain(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Miou.everywhere(this::note);
            Miou.everywhere(this::note);
        });
        assertThat(trail.count("domain 0")).isEqualTo(2);
        assertThat(trail.count("domain 1")).isEqualTo(2);
    }
}
