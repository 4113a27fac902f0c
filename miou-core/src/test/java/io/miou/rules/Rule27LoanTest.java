package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Rule 27: what the borrower and the owner of a lent resource may do. */
class Rule27LoanTest {

    private final Trail trail = new Trail();

    private Owned<String> own(String name) {
        return Resource.own(name, value -> trail.add("release " + value));
    }

    @OnEveryBackend
    void borrower_mayUseIt(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            Promise<Void> borrower = Miou.task().lend(lamp).async(() -> {
                lamp.check();
                trail.add("borrower has " + lamp.get());
            });
            borrower.await();
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("borrower has lamp", "release lamp");
    }

    @OnEveryBackend
    void borrower_mayNotCloseGiveTransferOrDisownIt(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            Miou.task().lend(lamp).async(() -> {
                Map<String, ThrowingCallable> forbidden = Map.of("close", lamp::close, "transfer", lamp::transfer,
                        "disown", lamp::disown, "give async", () -> {
                            Promise<Integer> _ = Miou.task().give(lamp).async(() -> 1);
                        }, "give call", () -> {
                            Promise<Integer> _ = Miou.task().give(lamp).call(() -> 1);
                        }, "adopt", lamp::adopt);
                forbidden.forEach((name, use) -> assertThatThrownBy(use).as(name).isInstanceOf(NotOwnerError.class));
                assertThat(lamp.get()).isEqualTo("lamp");
            }).await();
            assertThat(lamp.get()).isEqualTo("lamp");
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void borrower_mayLendItOn(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            Miou.task().lend(lamp).async(() -> {
                Miou.task().lend(lamp).async(() -> {
                    Miou.task().lend(lamp).async(() -> {
                        trail.add("third hand has " + lamp.get());
                        assertThatThrownBy(lamp::close).isInstanceOf(NotOwnerError.class);
                    }).await();
                }).await();
                assertThat(lamp.get()).isEqualTo("lamp");
            }).await();
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("third hand has lamp", "release lamp");
    }

    @OnEveryBackend
    void childrenOfTheBorrower_mayNotUseItUnlessItIsLentOn(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            Miou.task().lend(lamp).async(() -> {
                Miou.async(() -> assertThatThrownBy(lamp::get).isInstanceOf(NotOwnerError.class)).await();
                Miou.call(() -> assertThatThrownBy(lamp::get).isInstanceOf(NotOwnerError.class)).await();
            }).await();
            Miou.async(() -> assertThatThrownBy(lamp::get).as("a sibling").isInstanceOf(NotOwnerError.class)).await();
            lamp.close();
        });
    }

    @OnEveryBackend
    void owner_mayUseAndLendAgainWhatItLent(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            Promise<Void> first = Miou.task().lend(lamp).async(() -> {
                Miou.yield();
                trail.add("first has " + lamp.get());
            });
            Promise<Void> second = Miou.task().lend(lamp).async(() -> trail.add("second has " + lamp.get()));
            Miou.yield();
            trail.add("owner has " + lamp.get());
            first.await();
            second.await();
            lamp.close();
        });
        assertThat(trail.events()).containsExactlyInAnyOrder("second has lamp", "first has lamp", "owner has lamp",
                "release lamp");
    }

    @OnEveryBackend
    void owner_mayCloseWhatItLent_andTheBorrowerIsNoOwnerThen(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            Promise<Void> borrower = Miou.task().lend(lamp).async(() -> {
                trail.add("borrower has " + lamp.get());
                Miou.yield();
                assertThatThrownBy(lamp::get).isInstanceOf(NotOwnerError.class);
                assertThatThrownBy(lamp::check).isInstanceOf(NotOwnerError.class);
                assertThatThrownBy(lamp::close).isInstanceOf(NotOwnerError.class);
                assertThatThrownBy(() -> {
                    Promise<Integer> _ = Miou.task().lend(lamp).async(() -> 1);
                }).isInstanceOf(NotOwnerError.class);
            });
            Miou.yield();
            lamp.close();
            borrower.await();
        });
        assertThat(trail.events()).containsExactly("borrower has lamp", "release lamp");
    }

    @OnEveryBackend
    void owner_mayNotGiveOrTransferWhatIsLent(Variant variant) {
        variant.run(() -> Miou.async(() -> {
            Owned<String> lamp = own("lamp");
            Promise<Void> borrower = Miou.task().lend(lamp).async(() -> {
                Miou.yield();
                trail.add("borrower has " + lamp.get());
            });
            Map<String, ThrowingCallable> forbidden = Map.of("transfer", lamp::transfer, "give async", () -> {
                Promise<Integer> _ = Miou.task().give(lamp).async(() -> 1);
            }, "give call", () -> {
                Promise<Integer> _ = Miou.task().give(lamp).call(() -> 1);
            });
            forbidden
                    .forEach((name, use) -> assertThatThrownBy(use).as(name).isInstanceOf(IllegalStateException.class));
            Miou.yield();
            forbidden
                    .forEach((name, use) -> assertThatThrownBy(use).as(name).isInstanceOf(IllegalStateException.class));
            borrower.await();
            Miou.task().give(lamp).call(lamp::close).await();
        }).await());
        assertThat(trail.events()).containsExactly("borrower has lamp", "release lamp");
    }

    @OnEveryBackend
    void loan_endsWithTheBorrowerHoweverItEnds(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            Promise<Void> neverStarted = Miou.task().lend(lamp).async(() -> trail.add("ran"));
            neverStarted.cancel();
            Promise<Void> failing = Miou.task().lend(lamp).async(() -> {
                Miou.task().lend(lamp).async(lamp::check).await();
                throw new IOException("broken");
            });
            failing.awaitOutcome();
            Promise<Void> cancelled = Miou.task().lend(lamp).async(() -> Miou.sleep(java.time.Duration.ofDays(1)));
            Miou.yield();
            cancelled.cancel();
            Miou.task().give(lamp).call(lamp::close).await();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void lendingAcrossDomains_isRefused(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            assertThatThrownBy(() -> {
                Promise<Integer> _ = Miou.task().lend(lamp).call(() -> 1);
            }).isInstanceOf(IllegalStateException.class);
            Miou.task().give(lamp).call(lamp::close).await();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void strangers_mayNotLendIt(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            Miou.async(() -> assertThatThrownBy(() -> {
                Promise<Integer> _ = Miou.task().lend(lamp).async(() -> 1);
            }).isInstanceOf(NotOwnerError.class)).await();
            lamp.close();
        });
    }

    @OnEveryBackend
    void givingAndLendingAtOnce_toOneChild(Variant variant) {
        variant.run(() -> {
            Owned<String> given = own("given");
            Owned<String> lent = own("lent");
            Miou.task().give(given).lend(lent).async(() -> {
                trail.add(given.get() + " and " + lent.get());
                given.close();
            }).await();
            lent.close();
        });
        assertThat(trail.events()).containsExactly("given and lent", "release given", "release lent");
    }

    @OnEveryBackend
    void lendingTheSameTwice_isOneLoan(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            Miou.task().lend(lamp, lamp).async(lamp::check).await();
            Miou.task().give(lamp).async(lamp::close).await();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void lentResource_isNoLeakOfTheBorrower(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            assertThat(Miou.task().lend(lamp).async(lamp::get).await()).isEqualTo("lamp");
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }
}
