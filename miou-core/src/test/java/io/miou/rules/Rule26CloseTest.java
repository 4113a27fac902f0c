package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Owned;
import io.miou.Ownership;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Rule 26: who may close a resource, for whom it does nothing, and what everybody sees afterwards. */
class Rule26CloseTest {

    private final Trail trail = new Trail();

    private Owned<String> own(String name) {
        return Resource.own(name, value -> trail.add("release " + value));
    }

    private static void assertNotOwnerForAllUses(Owned<String> resource) {
        Map<String, ThrowingCallable> uses = Map.of("get", resource::get, "check", resource::check, "close",
                resource::close, "disown", resource::disown, "transfer", resource::transfer, "give", () -> {
                    Promise<Integer> _ = Miou.task().give(resource).async(() -> 1);
                }, "lend", () -> {
                    Promise<Integer> _ = Miou.task().lend(resource).async(() -> 1);
                });
        uses.forEach((name, use) -> assertThatThrownBy(use).as(name).isInstanceOf(NotOwnerError.class));
    }

    @OnEveryBackend
    void byTheOwner_releasesOnceHoweverOften(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            lamp.close();
            lamp.close();
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void byATaskThatGaveIt_doesNothing(Variant variant) {
        variant.run(() -> {
            for (boolean far : new boolean[]{false, true}) {
                Trigger closedByGiver = new Trigger();
                Promise<Void> child;
                try (Owned<String> lamp = own("lamp")) {
                    child = far
                            ? Miou.task().give(lamp).call(() -> use(lamp, closedByGiver))
                            : Miou.task().give(lamp).async(() -> use(lamp, closedByGiver));
                }
                trail.add("giver has closed");
                closedByGiver.signal();
                child.await();
            }
        });
        assertThat(trail.events()).containsExactly("giver has closed", "child uses lamp", "release lamp",
                "giver has closed", "child uses lamp", "release lamp");
    }

    private void use(Owned<String> lamp, Trigger go) {
        go.await();
        trail.add("child uses " + lamp.get());
        lamp.close();
    }

    @OnEveryBackend
    void byATaskThatTransferredIt_doesNothing(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = Miou.call(() -> {
                try (Owned<String> made = own("lamp")) {
                    return made.transfer();
                }
            }).await();
            trail.add("parent has " + lamp.get());
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("parent has lamp", "release lamp");
    }

    @OnEveryBackend
    void byATaskThatDisownedIt_doesNothing(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            lamp.disown();
            lamp.close();
            trail.add("closed by who disowned it");
            Promise<Void> child = Miou.async(() -> {
                lamp.adopt();
                trail.add("adopted " + lamp.get());
                Miou.yield();
                lamp.close();
            });
            Miou.yield();
            lamp.close();
            child.await();
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("closed by who disowned it", "adopted lamp", "release lamp");
    }

    @OnEveryBackend
    void byATaskThatNeverOwnedIt_isNotOwner(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            Miou.async(() -> assertThatThrownBy(lamp::close).isInstanceOf(NotOwnerError.class)
                    .hasMessageContaining("lamp").hasMessageContaining("main")).await();
            Miou.call(() -> assertThatThrownBy(lamp::close).isInstanceOf(NotOwnerError.class)).await();
            assertThat(lamp.get()).isEqualTo("lamp");
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void ofAResourceOfNobody_byAStranger_isNotOwner(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            lamp.disown();
            Miou.call(() -> assertNotOwnerForAllUses(lamp)).await();
            lamp.adopt().close();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void afterClose_theLastOwnerHasAnIllegalStateAndOthersAreNotOwners(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            lamp.close();
            assertThatThrownBy(lamp::get).isInstanceOf(IllegalStateException.class);
            Miou.async(() -> assertNotOwnerForAllUses(lamp)).await();
            Miou.call(() -> assertNotOwnerForAllUses(lamp)).await();
        });
    }

    @OnEveryBackend
    void afterCloseByTheGivenTo_theGiverIsNoOwner(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            Miou.task().give(lamp).call(() -> {
                lamp.close();
                assertThatThrownBy(lamp::get).isInstanceOf(IllegalStateException.class);
            }).await();
            assertThatThrownBy(lamp::get).isInstanceOf(NotOwnerError.class);
            assertThatThrownBy(lamp::check).isInstanceOf(NotOwnerError.class);
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void closedResource_cannotBeAdoptedByAnybody(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            lamp.close();
            assertThatThrownBy(lamp::adopt).isInstanceOf(IllegalStateException.class);
            Miou.call(() -> assertThatThrownBy(lamp::adopt)
                    .isInstanceOfAny(IllegalStateException.class, NotOwnerError.class)).await();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void adopting_isForResourcesWithoutAnOwner(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            assertThat(lamp.adopt()).as("by its owner: nothing").isSameAs(lamp);
            Miou.async(() -> assertThatThrownBy(lamp::adopt).isInstanceOf(NotOwnerError.class)).await();
            Miou.call(() -> assertThatThrownBy(lamp::adopt).isInstanceOf(NotOwnerError.class)).await();
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void resourceOfNobody_isAdoptedByExactlyOneOfMany(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            for (int round = 0; round < 200; round++) {
                Owned<String> lamp = own("lamp");
                lamp.disown();
                List<Boolean> adopted = Miou.parallel(List.of(1, 2, 3), _ -> {
                    try {
                        lamp.adopt();
                    } catch (NotOwnerError | IllegalStateException e) {
                        return false;
                    }
                    lamp.close();
                    return true;
                }).stream().map(io.miou.Outcome::get).toList();
                assertThat(adopted).containsOnlyOnce(true);
                assertThat(trail.events()).hasSize(round + 1);
            }
        });
    }

    @OnEveryBackend
    void inACancelledTask_closeWorks(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                try (Owned<String> lamp = own("lamp")) {
                    Miou.sleep(Duration.ofDays(1));
                    trail.add("never " + lamp.get());
                } finally {
                    trail.add("closed");
                }
            });
            Miou.yield();
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("release lamp", "closed");
    }

    @OnEveryBackend
    void giveToAChildCancelledBeforeItStarts_releasesIt(Variant variant) {
        variant.run(() -> {
            for (boolean far : new boolean[]{false, true}) {
                Owned<String> lamp = own("lamp");
                Promise<Void> child = far
                        ? Miou.task().give(lamp).call(() -> Miou.sleep(Duration.ofDays(1)))
                        : Miou.task().give(lamp).async(() -> trail.add("ran"));
                child.cancel();
                lamp.close();
                assertThatThrownBy(lamp::get).isInstanceOf(NotOwnerError.class);
            }
        });
        assertThat(trail.events()).containsExactly("release lamp", "release lamp");
    }

    @OnEveryBackend
    void givingAll_movesNothingIfOneIsNotTheCallers(Variant variant) {
        variant.run(() -> {
            Owned<String> first = own("first");
            Owned<String> gone = own("gone");
            gone.close();
            Owned<String> last = own("last");
            for (boolean far : new boolean[]{false, true}) {
                assertThatThrownBy(() -> {
                    Promise<Void> _ = far
                            ? Miou.task().give(first, gone, last).call(() -> trail.add("ran"))
                            : Miou.task().give(first).give(gone, last).async(() -> trail.add("ran"));
                }).isInstanceOf(NotOwnerError.class);
            }
            trail.add(first.get() + " and " + last.get() + " stayed");
            last.close();
            first.close();
        });
        assertThat(trail.events()).containsExactly("release gone", "first and last stayed", "release last",
                "release first");
    }

    @OnEveryBackend
    void givenAway_isUsableByTheNewOwnerOnly(Variant variant) {
        variant.run(() -> {
            for (boolean far : new boolean[]{false, true}) {
                Owned<String> lamp = own("lamp");
                Trigger go = new Trigger();
                Promise<Void> child = far
                        ? Miou.task().give(lamp).call(() -> use(lamp, go))
                        : Miou.task().give(lamp).async(() -> use(lamp, go));
                assertThatThrownBy(lamp::get).isInstanceOf(NotOwnerError.class);
                assertThatThrownBy(lamp::check).isInstanceOf(NotOwnerError.class);
                assertThatThrownBy(lamp::disown).isInstanceOf(NotOwnerError.class);
                assertThatThrownBy(() -> {
                    Promise<Integer> _ = Miou.task().give(lamp).async(() -> 1);
                }).isInstanceOf(NotOwnerError.class);
                assertThatThrownBy(() -> {
                    Promise<Integer> _ = Miou.task().lend(lamp).async(() -> 1);
                }).isInstanceOf(NotOwnerError.class);
                go.signal();
                child.await();
            }
        });
    }

    @OnEveryBackend
    void wrapper_hasTheDefaultsOfWhatItWraps(Variant variant) {
        record Wrapper(Owned<String> inner) implements Resource {
            @Override
            public Ownership ownership() {
                return inner.ownership();
            }
        }
        variant.run(() -> {
            Wrapper wrapper = new Wrapper(own("lamp"));
            wrapper.check();
            Miou.task().give(wrapper).call(() -> {
                wrapper.check();
                trail.add(wrapper.inner().get());
                wrapper.transfer();
            }).await();
            wrapper.disown();
            assertThat(wrapper.adopt()).isSameAs(wrapper);
            wrapper.close();
            assertThatThrownBy(wrapper.inner()::get).isInstanceOf(IllegalStateException.class);
        });
        assertThat(trail.events()).containsExactly("lamp", "release lamp");
    }
}
