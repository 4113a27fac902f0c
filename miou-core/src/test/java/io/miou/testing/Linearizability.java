package io.miou.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Checks by Lincheck that a class whose operations several threads call at once behaves as if they were called one
 * after the other: random programs of a few operations, each under many interleavings. The properties
 * {@code miou.lincheck.programs} and {@code miou.lincheck.interleavings} (of each) make it take longer.
 */
public final class Linearizability {

    private static final int THREADS = 2;
    private static final int OPERATIONS = 3;
    private static final int PROGRAMS = Integer.getInteger("miou.lincheck.programs", 8);
    private static final int INTERLEAVINGS = Integer.getInteger("miou.lincheck.interleavings", 120);

    /** The number of programs for a broken twin. The check stops as soon as the twin is caught. */
    private static final int MOST_PROGRAMS = 30;
    private static final int MOST_INTERLEAVINGS = 300;

    private Linearizability() {
    }

    private static ModelCheckingOptions options(int programs, int interleavings) {
        return new ModelCheckingOptions().threads(THREADS).actorsPerThread(OPERATIONS).actorsBefore(0).actorsAfter(1)
                .iterations(programs).invocationsPerIteration(interleavings);
    }

    /** Checks a class that must be right. */
    public static void check(Class<?> operations) {
        assertThatCode(() -> options(PROGRAMS, INTERLEAVINGS).check(operations)).doesNotThrowAnyException();
    }

    /** Checks a broken twin, which must be caught. */
    public static void mustCatch(Class<?> twin) {
        assertThatThrownBy(() -> options(MOST_PROGRAMS, MOST_INTERLEAVINGS).minimizeFailedScenario(false).check(twin))
                .as("%s must be caught", twin.getSimpleName()).isInstanceOf(LincheckAssertionError.class);
    }
}
