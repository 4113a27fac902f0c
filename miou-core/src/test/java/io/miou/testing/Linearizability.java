package io.miou.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Checks by Lincheck that a class whose operations several threads call at once behaves as if they were called one after the other:
 * random programs of a few operations, each under many interleavings. The properties {@code miou.lincheck.iterations} (programs)
 * and {@code miou.lincheck.invocations} (interleavings of each) make it take longer.
 */
public final class Linearizability {

    private static final int THREADS = 2;
    private static final int OPERATIONS = 3;

    private Linearizability() {
    }

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions().threads(THREADS).actorsPerThread(OPERATIONS).actorsBefore(2).actorsAfter(2)
                .iterations(Integer.getInteger("miou.lincheck.iterations", 15))
                .invocationsPerIteration(Integer.getInteger("miou.lincheck.invocations", 300));
    }

    /** Checks a class that must be right. */
    public static void check(Class<?> operations) {
        assertThatCode(() -> options().check(operations)).doesNotThrowAnyException();
    }

    /** Checks a broken twin, which must be caught. */
    public static void mustCatch(Class<?> twin) {
        assertThatThrownBy(() -> options().minimizeFailedScenario(false).check(twin))
                .as("%s must be caught", twin.getSimpleName()).isInstanceOf(LincheckAssertionError.class);
    }
}
