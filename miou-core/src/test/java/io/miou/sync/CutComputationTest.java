package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A computation that runs for several tasks, and a limit, a stop or a cancellation that cuts it in one of them: what it
 * returns or throws then is not remembered, and the next task computes the value anew.
 */
@Timeout(120)
class CutComputationTest {

    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(2);

    /** The wait in which a computation is cut, and how the computation reacts. */
    enum Cut {
        SUSPENSION(() -> {
            Miou.sleep(LONG);
            return "slept";
        }), SUSPENSION_WRAPPED(() -> {
            try {
                Miou.sleep(LONG);
            } catch (TaskCancelled e) {
                throw new IOException("wrapped", e);
            }
            return "slept";
        }), SUSPENSION_SWALLOWED(() -> {
            try {
                Miou.sleep(LONG);
            } catch (TaskCancelled e) {
                return "swallowed";
            }
            return "slept";
        }), JDK_WAIT(() -> {
            Thread.sleep(LONG);
            return "slept";
        }), JDK_WAIT_WRAPPED(() -> {
            try {
                Thread.sleep(LONG);
            } catch (InterruptedException e) {
                throw new IllegalStateException("wrapped", e);
            }
            return "slept";
        }), JDK_WAIT_AS_AN_ERROR(() -> {
            try {
                Thread.sleep(LONG);
            } catch (InterruptedException e) {
                throw new AssertionError("forgotten");
            }
            return "slept";
        }), JDK_WAIT_SWALLOWED(() -> {
            try {
                Thread.sleep(LONG);
            } catch (InterruptedException e) {
                return "swallowed";
            }
            return "slept";
        }), JDK_FUTURE(() -> new CompletableFuture<String>().get()), JDK_LATCH_FLAG_SET_AGAIN(() -> {
            try {
                new CountDownLatch(1).await(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "interrupted";
        }), BLOCKING(() -> Miou.blocking(() -> {
            Thread.sleep(LONG);
            return "slept";
        })), BLOCKING_SWALLOWED(() -> Miou.blocking(() -> {
            try {
                Thread.sleep(LONG);
            } catch (InterruptedException e) {
                return "swallowed";
            }
            return "slept";
        })), CHILD(() -> Miou.async(() -> {
            Thread.sleep(LONG);
            return "slept";
        }).await());

        private final Callable<String> code;

        Cut(Callable<String> code) {
            this.code = code;
        }
    }

    /** The causes of the cut. */
    enum Cutter {
        LIMIT, STOP, CANCELLATION
    }

    static Stream<Arguments> cuts() {
        return Variant.oneForEachEngine()
                .flatMap(variant -> Stream.of(Cutter.values()).map(cutter -> Arguments.of(variant, cutter)));
    }

    private static String code(Cut cut, int round) throws Exception {
        return round == 1 ? cut.code.call() : "value";
    }

    private static void cut(Cutter cutter, Callable<?> asks) throws Exception {
        switch (cutter) {
            case LIMIT ->
                assertThatThrownBy(() -> Miou.timeout(SHORT, asks::call)).isInstanceOf(TimeoutException.class);
            case STOP -> {
                Trigger stop = new Trigger();
                Thread signaller = Thread.ofPlatform().start(() -> {
                    sleepABit();
                    stop.signal();
                });
                Optional<Object> result = Miou.until(stop, asks::call);
                assertThat(result).isEmpty();
                Miou.blocking(() -> signaller.join());
            }
            case CANCELLATION -> {
                // From another domain: on the portable engine a wait in the JDK keeps that of the child.
                Promise<Object> child = Miou.call(asks::call);
                Miou.sleep(SHORT);
                child.cancel();
                assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
            }
        }
    }

    private static void sleepABit() {
        try {
            Thread.sleep(SHORT);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void lazyValueThatIsCut_isComputedAnewByTheNext(Variant variant, Cutter cutter) {
        variant.launcher().domains(2).run(() -> {
            for (Cut cut : Cut.values()) {
                int[] round = new int[1];
                Lazy<String> lazy = Lazy.of(() -> code(cut, ++round[0]));
                do {
                    cut(cutter, lazy::get);
                } while (round[0] == 0); // on a busy machine it is cut before the code has begun
                boolean _ = Thread.interrupted();
                assertThat(lazy.get()).as("%s", cut).isEqualTo("value");
                assertThat(Miou.call(lazy::get).await()).isEqualTo("value");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void captureThatIsCut_leavesTheComputationRunning(Variant variant, Cutter cutter) {
        variant.launcher().domains(2).run(() -> {
            for (Cut cut : Cut.values()) {
                int[] round = new int[1];
                Computation<String> computation = new Computation<>();
                do {
                    cut(cutter, () -> computation.tryCapture(() -> code(cut, ++round[0])));
                } while (round[0] == 0); // on a busy machine it is cut before the code has begun
                boolean _ = Thread.interrupted();
                assertThat(computation.isRunning()).as("%s", cut).isTrue();
                assertThat(computation.tryCapture(() -> code(cut, ++round[0]))).isTrue();
                assertThat(computation.await()).isEqualTo("value");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.miou.testing.Variant#oneForEachEngine")
    void limitInsideTheComputation_isPartOfIt(Variant variant) {
        variant.run(() -> {
            Callable<String> fallsBack = () -> {
                try {
                    return Miou.timeout(SHORT, () -> {
                        Thread.sleep(LONG);
                        return "never";
                    });
                } catch (TimeoutException e) {
                    return "fallen back";
                }
            };
            Lazy<String> lazy = Lazy.of(fallsBack);
            assertThat(lazy.get()).isEqualTo("fallen back");
            assertThat(lazy.toString()).contains("fallen back");
            Computation<String> computation = new Computation<>();
            assertThat(computation.tryCapture(fallsBack)).isTrue();
            assertThat(computation.await()).isEqualTo("fallen back");
        });
    }

    @ParameterizedTest
    @MethodSource("io.miou.testing.Variant#oneForEachEngine")
    void interruptByAThread_isAFailureAndRemembered(Variant variant) {
        variant.run(() -> {
            Lazy<String> lazy = Lazy.of(() -> {
                Thread.currentThread().interrupt();
                Thread.sleep(LONG);
                return "slept";
            });
            assertThat(catchThrowable(lazy::get)).hasRootCauseInstanceOf(InterruptedException.class);
            assertThat(catchThrowable(lazy::get)).hasRootCauseInstanceOf(InterruptedException.class);
            Computation<String> computation = new Computation<>();
            assertThat(computation.tryCapture(() -> {
                Thread.currentThread().interrupt();
                Thread.sleep(LONG);
                return "slept";
            })).isTrue();
            assertThat(computation.isRunning()).isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("io.miou.testing.Variant#oneForEachEngine")
    void valueThatWasNotCut_isRememberedAlthoughTheLimitHasPassed(Variant variant) {
        variant.run(() -> {
            int[] computed = new int[1];
            Lazy<String> lazy = Lazy.of(() -> {
                long start = System.nanoTime();
                while (System.nanoTime() - start < 2 * SHORT.toNanos()) {
                    Thread.onSpinWait();
                }
                return "value " + ++computed[0];
            });
            assertThat(Miou.timeout(SHORT, () -> lazy.get())).isEqualTo("value 1");
            assertThat(lazy.get()).isEqualTo("value 1");
        });
    }
}
