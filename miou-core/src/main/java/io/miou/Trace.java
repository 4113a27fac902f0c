package io.miou;

import io.miou.observe.EventReceiver;
import io.miou.observe.PerfettoFile;
import io.miou.observe.Subscription;
import io.miou.observe.TaskRecorder;
import io.miou.observe.TraceHub;
import io.miou.support.Tracing;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of {@linkplain TraceEvent events} of all runs in the process, from its start until {@link #close}. It shows
 * what tasks and domains do while nothing stops them: {@link Miou#dump} shows a moment, a trace shows a time.
 *
 * {@snippet :
 * try (Trace trace = Trace.toFile(Path.of("run.perfetto"))) {
 *     Miou.run(() -> serve());
 * }
 * }
 *
 * <p>Events are queued by domains and passed on by one thread, {@code miou-trace}. So they arrive one at a time and a
 * little later. The events of one domain arrive in their order, and a cause arrives before its effect on another
 * domain. While nobody traces, an event costs the test of one field. The system property {@code miou.trace} starts a
 * trace into the file that it names with the first run, or with {@code off} removes events from the process.
 *
 * <p>Any thread may call every method.
 *
 * @since 0.1.0
 */
public final class Trace implements AutoCloseable {

    /** Guards {@link #wasStarted}. */
    private static final Object PROPERTY_LOCK = new Object();

    /** Whether the property was read. */
    private static boolean wasStarted;

    private final Subscription subscription;

    private Trace(Subscription subscription) {
        this.subscription = subscription;
    }

    /**
     * Passes all events from now on to a consumer. A consumer that throws gets no more events, and a warning is logged.
     * If the consumer is slower than the program for long, events are dropped, and {@link TraceEvent.Lost} counts them.
     *
     * @param consumer called by the thread {@code miou-trace}, one event after the other; it may block, and must not
     *        wait for a task of a run
     * @return the trace; left alone, it goes on until the process ends
     * @throws IllegalStateException if the property {@code miou.trace} is {@code off}
     */
    public static Trace to(Consumer<? super TraceEvent> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        requirePossible();
        return new Trace(TraceHub.subscribe(new EventReceiver() {
            @Override
            public void accept(TraceEvent event) {
                consumer.accept(event);
            }
        }));
    }

    /**
     * Writes all events from now on into a file for the viewer at
     * <a href="https://ui.perfetto.dev">ui.perfetto.dev</a>. It shows a track for each domain with the runs of fibers,
     * arrows from parent to child and from what ended a wait to the run that follows, and counters. The file can be
     * opened at any time, also while it is written. A file that cannot be written any longer ends the trace, and a
     * warning is logged.
     *
     * @param file created, or replaced
     * @return the trace, which closes the file with {@link #close}
     * @throws IOException if the file cannot be created
     * @throws IllegalStateException if the property {@code miou.trace} is {@code off}
     */
    public static Trace toFile(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        requirePossible();
        return new Trace(TraceHub.subscribe(new PerfettoFile(file)));
    }

    /**
     * Writes the events of a recording of the JDK's flight recorder into a file for the viewer at
     * <a href="https://ui.perfetto.dev">ui.perfetto.dev</a>, as {@link #toFile} does it for a running program. A
     * recording has the events that its settings asked for. The file shows a fiber as running until the next thing that
     * the recording knows of its domain. It has no counter of ready fibers. Needs memory for all events of Miou, and
     * blocks the calling thread: a fiber calls it in {@link Miou#blocking(Body)}.
     *
     * @param recording made with the settings in {@code META-INF/miou.jfc}
     * @param file created, or replaced
     * @throws IOException if the recording cannot be read, or the file cannot be written
     * @throws IllegalArgumentException if the recording has no events of Miou
     * @throws IllegalStateException if the process has no module {@code jdk.jfr}
     */
    public static void convert(Path recording, Path file) throws IOException {
        Objects.requireNonNull(recording, "recording");
        Objects.requireNonNull(file, "file");
        TaskRecorder.convert(recording, file);
    }

    private static void requirePossible() {
        if (!Tracing.isPossible()) {
            throw new IllegalStateException("this process has no events, because the system property "
                    + Tracing.PROPERTY + " is " + Tracing.OFF + "; remove it");
        }
    }

    /**
     * Ends the trace, and waits until the consumer has had the events that happened before. Does not wait if the
     * consumer calls it, or if the caller is interrupted. Closing it again changes nothing.
     */
    @Override
    public void close() {
        TraceHub.unsubscribe(subscription);
    }

    /** Starts the trace that the system property asks for, with the first run of the process. */
    static void startFromProperty() {
        @Nullable String file = SystemProperties.text(Tracing.PROPERTY);
        if (file == null || !Tracing.isPossible()) {
            return;
        }
        synchronized (PROPERTY_LOCK) {
            if (wasStarted) {
                return;
            }
            try {
                // It is never closed: the file is complete whenever no event is waiting.
                var _ = TraceHub.subscribe(new PerfettoFile(Path.of(file)));
            } catch (IOException | InvalidPathException e) {
                throw new IllegalArgumentException("system property " + Tracing.PROPERTY + " is '" + file
                        + "': set it to a file that can be written, or to " + Tracing.OFF + " (" + e + ")", e);
            }
            wasStarted = true;
            TraceHub.flushAfterRuns();
        }
    }
}
