package io.miou.fiber;

import io.miou.support.Log;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the engine of a run: the carried one where it can be used, otherwise the portable one. Warns of the portable
 * one once in a process. Any thread.
 */
public final class EngineChooser {

    /** The system property that forces an engine. */
    public static final String PROPERTY = "miou.fibers";

    private static final EngineChooser OF_PROCESS = new EngineChooser(CarriedEngine::unavailable,
            Log::warning);

    private final Supplier<Optional<String>> carriedProblem;
    private final Consumer<String> warn;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** Creates a chooser for tests, which decide whether the carried engine can be used. */
    EngineChooser(Supplier<Optional<String>> carriedProblem, Consumer<String> warn) {
        this.carriedProblem = carriedProblem;
        this.warn = warn;
    }

    /** {@return the chooser of this process} */
    public static EngineChooser ofProcess() {
        return OF_PROCESS;
    }

    /**
     * Chooses an engine.
     *
     * @param forced {@code carried} or {@code portable}; null to choose the better engine that can be used
     * @return the engine
     * @throws IllegalStateException if the forced engine cannot be used in this process; the message says why, and what
     *         to add
     * @throws IllegalArgumentException if no engine has that name
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
