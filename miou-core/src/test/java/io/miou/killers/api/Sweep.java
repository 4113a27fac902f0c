package io.miou.killers.api;

import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Running;
import io.miou.Violations;
import io.miou.testing.Foreign;
import io.miou.testing.Variant;
import java.io.Serial;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes calls, each in a task of its own, and keeps what was answered badly: the call, and what was wrong with the
 * answer. A task that a call leaves with a child or a resource more breaks a rule, and that is kept too.
 */
final class Sweep {

    /** A call. */
    private interface Attempt {
        String fault() throws Exception;
    }

    /** The fault of an attempt, carried as an exception. */
    private static final class Told extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String fault;

        Told(String fault) {
            super(fault);
            this.fault = fault;
        }
    }

    private final Variant variant;
    private final Map<String, String> faults = new LinkedHashMap<>();
    private int calls;

    Sweep(Variant variant) {
        this.variant = variant;
    }

    /** Returns the faults by call. */
    Map<String, String> faults() {
        return faults;
    }

    int calls() {
        return calls;
    }

    private Launcher launcher() {
        return variant.launcher().domains(2).violations(Violations.CONTAINED);
    }

    /** Every method of the classes with one bad argument at a time, in a fiber and on a foreign thread. */
    void badArguments(List<Class<?>> classes) {
        for (Class<?> type : classes) {
            launcher().run(() -> {
                for (Executable executable : PublicApi.callable(type)) {
                    for (int i = 0; i < executable.getParameterCount(); i++) {
                        Parameter parameter = executable.getParameters()[i];
                        for (Bad bad : Bad.of(parameter.getType())) {
                            for (Place place : List.of(Place.FIBER, Place.FOREIGN_THREAD)) {
                                int index = i;
                                attempt(PublicApi.name(executable) + " #" + i + " " + bad, place,
                                        () -> fault(type, executable, place, index, bad));
                            }
                        }
                    }
                }
                goesOn();
            });
        }
    }

    /** Every method of the classes with good arguments where it may not belong. */
    void places(List<Class<?>> classes) {
        for (Class<?> type : classes) {
            launcher().run(() -> {
                for (Executable executable : PublicApi.callable(type)) {
                    for (Place place : Place.values()) {
                        attempt(PublicApi.name(executable), place, () -> fault(type, executable, place, -1, null));
                    }
                }
                goesOn();
            });
        }
    }

    /** Every method of what can be closed, after that. */
    void closed(List<Class<?>> classes) {
        for (Class<?> type : classes) {
            if (AutoCloseable.class.isAssignableFrom(type)) {
                launcher().run(() -> {
                    for (Executable executable : PublicApi.callable(type)) {
                        if (hasReceiver(executable)) {
                            attempt(PublicApi.name(executable) + " closed", Place.FIBER,
                                    () -> faultAfterClose(type, executable));
                        }
                    }
                    goesOn();
                });
            }
        }
    }

    private static boolean hasReceiver(Executable executable) {
        return !(executable instanceof Constructor) && !Modifier.isStatic(executable.getModifiers());
    }

    private void attempt(String call, Place place, Attempt attempt) {
        calls++;
        // What the call has transferred goes to this task, and with it.
        Promise<Object> holder = Miou.async(() -> {
            throw new Told(faultOf(Miou.<String>async(attempt::fault).awaitOutcome()));
        });
        String fault = holder.awaitOutcome() instanceof Outcome.Failure<Object>(Told told)
                ? told.fault
                : "the task around its caller: " + holder.awaitOutcome();
        if (!fault.isEmpty()) {
            faults.merge(call, place + ": " + fault, (one, other) -> one + "; " + other);
        }
    }

    private static String faultOf(Outcome<String> outcome) {
        return switch (outcome) {
            case Outcome.Success<String>(String value) -> value;
            case Outcome.Failure<String>(Throwable cause) -> "the task that called it: " + cause;
            case Outcome.Cancelled<String>() -> "the task that called it was cancelled";
        };
    }

    private String fault(Class<?> type, Executable executable, Place place, int index, Bad bad) throws Exception {
        try (Specimens specimens = new Specimens(variant)) {
            Object receiver = hasReceiver(executable) ? specimens.of(type) : null;
            Object[] arguments = specimens.arguments(executable);
            if (bad != null) {
                arguments[index] = bad.maker().make(specimens);
            }
            String before = String.valueOf(receiver);
            Answer answer = place.answer(variant, specimens, executable, receiver, arguments,
                    limit(place, bad));
            String fault = fault(answer, place, bad);
            if (fault.isEmpty() && answer instanceof Answer.Threw && !String.valueOf(receiver).equals(before)) {
                fault = "it has changed something: " + before + " is now " + receiver;
            }
            return fault;
        }
    }

    private static Duration limit(Place place, Bad bad) {
        if (mustBeRefused(bad) || bad == null && !place.maySuspend()) {
            return Place.PATIENCE;
        }
        return place.maySuspend() ? Place.A_MOMENT : Place.A_MOMENT.multipliedBy(20);
    }

    private static boolean mustBeRefused(Bad bad) {
        return bad != null && bad.kind() != Bad.Kind.ODD;
    }

    private static String fault(Answer answer, Place place, Bad bad) {
        boolean mustBeRefused = mustBeRefused(bad);
        return switch (answer) {
            case Answer.Returned(Object value) -> mustBeRefused ? "it was taken, and gave " + value : "";
            case Answer.Suspended() ->
                mustBeRefused
                        ? "it was taken, and waits"
                        : bad != null || place.maySuspend() ? "" : "it blocks the thread";
            case Answer.Threw threw -> {
                String unclear = threw.unclear();
                if (!unclear.isEmpty()) {
                    yield threw + " " + unclear;
                }
                yield mustBeRefused && place == Place.FIBER && !threw.refuses() ? threw + " is no refusal" : "";
            }
        };
    }

    private String faultAfterClose(Class<?> type, Executable executable) throws Exception {
        try (Specimens specimens = new Specimens(variant)) {
            Object receiver = specimens.of(type);
            close((AutoCloseable) receiver);
            String before = String.valueOf(receiver);
            Answer answer = Place.FIBER.answer(variant, specimens, executable, receiver,
                    specimens.arguments(executable), Place.PATIENCE);
            if (answer instanceof Answer.Suspended) {
                return "it waits for what is closed";
            }
            String fault = fault(answer, Place.FIBER, null);
            return fault.isEmpty() && answer instanceof Answer.Threw && !String.valueOf(receiver).equals(before)
                    ? "it has changed something: " + before + " is now " + receiver
                    : fault;
        }
    }

    private static void close(AutoCloseable receiver) throws Exception {
        if (receiver instanceof Running) {
            Foreign.call(() -> {
                receiver.close();
                return null;
            });
        } else {
            receiver.close();
        }
    }

    /** Checks that the run still works after all calls: tasks run on both domains, and a sleep ends. */
    private static void goesOn() {
        List<Integer> values = new ArrayList<>(Miou.all(List.of(Miou.async(() -> 1), Miou.call(() -> 2))));
        Miou.sleep(Duration.ofNanos(1));
        if (!values.equals(List.of(1, 2))) {
            throw new AssertionError("the run is broken: " + values);
        }
    }
}
