package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Action;
import io.miou.Domain;
import io.miou.Miou;
import io.miou.NoDomainAvailableException;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Rule 13: call runs on another domain of the pool, never on domain 0 and never on the caller's. */
class Rule13CallDomainTest {

    private static int idOfCalled() {
        return Miou.call(() -> Domain.self().id()).await();
    }

    private static Set<Integer> idsOf(int calls) {
        Set<Integer> ids = new TreeSet<>();
        for (int i = 0; i < calls; i++) {
            ids.add(idOfCalled());
        }
        return ids;
    }

    @OnEveryBackend
    void fromMain_reachesEveryPoolDomainAndNeverDomain0(Variant variant) {
        assertThat(variant.launcher().domains(3).run(() -> idsOf(200))).containsExactly(1, 2, 3);
    }

    @OnEveryBackend
    void fromAPoolDomain_reachesTheOthersAndNeverItselfOrDomain0(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            for (Domain caller : Domain.pool()) {
                Set<Integer> others = new TreeSet<>(Set.of(1, 2, 3));
                others.remove(caller.id());
                Set<Integer> reached = Miou.task().on(caller).call(() -> idsOf(200)).await();
                assertThat(reached).isEqualTo(others);
            }
        });
    }

    @OnEveryBackend
    void callInsideACall_withTwoPoolDomains_givesTheOtherEachTime(Variant variant) {
        List<Integer> ids = variant.launcher().domains(2).run(() -> Miou.call(() -> {
            int own = Domain.self().id();
            return List.of(own, Miou.call(() -> Miou.call(() -> Domain.self().id()).await()).await(), 3 - idOfCalled());
        }).await());
        assertThat(ids.get(0)).isEqualTo(ids.get(1)).isEqualTo(ids.get(2));
    }

    @OnEveryBackend
    void domainThatHasUnreadMessages_isNotChosenIfTheOtherHasNone(Variant variant) {
        variant.launcher().domains(2).run(() -> withUnreadMessages(Domain.pool().subList(0, 1),
                () -> assertThat(idsOf(100)).containsExactly(2)));
        variant.launcher().domains(3).run(() -> withUnreadMessages(Domain.pool().subList(1, 2),
                () -> assertThat(idsOf(100)).containsExactly(1, 3)));
    }

    @OnEveryBackend
    void domainsThatAllHaveUnreadMessages_areChosenAtRandom(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            List<Promise<Integer>> calls = new ArrayList<>();
            withUnreadMessages(Domain.pool(), () -> {
                for (int i = 0; i < 100; i++) {
                    calls.add(Miou.call(() -> Domain.self().id()));
                }
            });
            assertThat(Miou.all(calls)).contains(1, 2);
        });
    }

    /** Runs code while domains compute, each with a message in its inbox. */
    private static void withUnreadMessages(List<Domain> domains, Action code) throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger computing = new AtomicInteger();
        List<Promise<Void>> calls = new ArrayList<>();
        try {
            for (Domain domain : domains) {
                calls.add(Miou.task().on(domain).call(() -> {
                    computing.incrementAndGet();
                    while (!isOver.get()) {
                        Thread.onSpinWait();
                    }
                }));
            }
            while (computing.get() < domains.size()) {
                Miou.yield();
            }
            for (Domain domain : domains) {
                calls.add(Miou.task().on(domain).call(() -> {
                }));
            }
            code.run();
        } finally {
            isOver.set(true);
        }
        Miou.all(calls);
    }

    @OnEveryBackend
    void withoutPoolDomains_thereIsNoDomainToCallTo(Variant variant) {
        variant.launcher().domains(0).run(() -> {
            assertThat(Domain.pool()).isEmpty();
            assertThatThrownBy(() -> {
                Promise<Integer> _ = Miou.call(() -> 1);
            }).isInstanceOf(NoDomainAvailableException.class).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("domains");
            assertThatThrownBy(() -> Miou.parallel(List.of(1), input -> input))
                    .isInstanceOf(NoDomainAvailableException.class);
            assertThatThrownBy(() -> {
                Promise<Integer> _ = Miou.<Integer>orphans().call(() -> 1);
            }).isInstanceOf(NoDomainAvailableException.class);
            assertThat(Miou.async(() -> "alone").await()).isEqualTo("alone");
        });
    }

    @OnEveryBackend
    void fromTheOnlyPoolDomain_thereIsNoOther(Variant variant) {
        variant.launcher().domains(1).run(() -> Miou.call(() -> {
            assertThatThrownBy(() -> {
                Promise<Integer> _ = Miou.call(() -> 1);
            }).isInstanceOf(NoDomainAvailableException.class);
            assertThatThrownBy(() -> Miou.parallel(List.of(1), input -> input))
                    .isInstanceOf(NoDomainAvailableException.class);
        }).await());
    }

    @OnEveryBackend
    void callThatFindsNoDomain_leavesWhatItWasGivenToTheCaller(Variant variant) {
        List<String> released = new ArrayList<>();
        variant.launcher().domains(0).run(() -> {
            Owned<String> resource = Resource.own("r", released::add);
            assertThatThrownBy(() -> {
                Promise<Integer> _ = Miou.task().give(resource).call(() -> 1);
            }).isInstanceOf(NoDomainAvailableException.class);
            assertThat(resource.get()).isEqualTo("r");
            resource.close();
        });
        assertThat(released).containsExactly("r");
    }

    @OnEveryBackend
    void onADomain_runsThere(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            for (Domain target : Domain.pool()) {
                Promise<Domain> child = Miou.task().on(target).call(Domain::self);
                assertThat(child.domain()).isEqualTo(target);
                assertThat(child.await()).isEqualTo(target);
            }
        });
    }

    @OnEveryBackend
    void onTheCallersDomainOrDomain0OrAForeignOne_isAnIllegalArgument(Variant variant) {
        Domain ofAnotherRun = variant.launcher().domains(1).run(() -> Domain.pool().get(0));
        variant.launcher().domains(2).run(() -> {
            Domain zero = Domain.self();
            assertThatThrownBy(() -> Miou.task().on(zero)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Miou.task().on(ofAnotherRun)).isInstanceOf(IllegalArgumentException.class);
            Miou.call(() -> {
                assertThatThrownBy(() -> Miou.task().on(zero)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> Miou.task().on(Domain.self())).isInstanceOf(IllegalArgumentException.class);
            }).await();
        });
    }

    @OnEveryBackend
    void onADomain_isForCallOnly(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            assertThatThrownBy(() -> {
                Promise<Integer> _ = Miou.task().on(Domain.pool().get(0)).async(() -> 1);
            }).isInstanceOf(IllegalStateException.class);
        });
    }
}
