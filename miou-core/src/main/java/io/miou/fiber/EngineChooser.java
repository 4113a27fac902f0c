package io.miou.fiber;

import io.miou.support.Log;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the engine of a run: the carried one where it can be used, else the portable one, of which it says so once in a process.
 * Any thread.
 */
public final class EngineChooser {

    /** The system property that forces one. */
    public static final String PROPERTY = "miou.fibers";

    private static final EngineChooser OF_PROCESS = new EngineChooser(CarriedEngine::unavailable,
            Log::warning);

    private final Supplier<Optional<String>> carriedProblem;
    private final Consumer<String> warn;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** For tests of what happens where the carried engine cannot be used. */
    EngineChooser(Supplier<Optional<String>> carriedProblem, Consumer<String> warn) {
        this.carriedProblem = carriedProblem;
        this.warn = warn;
    }

    /** {@return the chooser of this process} */
    public static EngineChooser ofProcess() {
        return OF_PROCESS;
    }

    /**
     * Chooses.
     *
     * @param forced {@code carried} or {@code portable}; null for the better one that can be used
     * @return the engine
     * @throws IllegalStateException if the forced one cannot be used in this process; says why, and what to add
     * @throws IllegalArgumentException if there is none of that name
     */
    public FiberEngine choose(@Nullable String forced) {
        if (forced == null) {
            Optional<String> problem = carriedProblem.get();
            if (problem.isEmpty()) {
                return CarriedEngine.open();
            }
            if (warned.compareAndSet(false, true)) {
                warn.accept(
                        "fibers run on the portable engine, which is slower: " + problem.get() + ". Set -D" + PROPERTY
                                + "=portable to use it without this warning");
            }
            return new PortableEngine();
        }
        return switch (forced) {
            case CarriedEngine.NAME -> {
                carriedProblem.get().ifPresent(problem -> {
                    throw new IllegalStateException("Miou cannot run fibers on the carried engine in this process: "
                            + problem + ", or remove -D" + PROPERTY + "=carried");
                });
                yield CarriedEngine.open();
            }
            case PortableEngine.NAME -> new PortableEngine();
            default ->
                throw new IllegalArgumentException("fiber engine '" + forced + "' is unknown: set the system property "
                        + PROPERTY + " to carried or portable, or remove it");
        };
    }
}
