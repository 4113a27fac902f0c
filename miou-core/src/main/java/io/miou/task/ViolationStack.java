package io.miou.task;

import io.miou.RuleViolation;
import io.miou.fiber.OwnFrames;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The stack of a violation that is found only after the task has returned. No frame of the program is left by then, so
 * the known lines of the program are put on top. Any thread.
 */
final class ViolationStack {

    private static final String LAMBDA = "$$Lambda";

    private ViolationStack() {
    }

    /**
     * Puts the program's own lines on top.
     *
     * @param violation just created
     * @param code of the task that broke the rule, if it is known
     * @param line of the program that the violation is about, in debug mode
     */
    static void putOnTop(RuleViolation violation, @Nullable Callable<?> code, @Nullable StackTraceElement line) {
        List<StackTraceElement> stack = new ArrayList<>();
        if (line != null) {
            stack.add(line);
        }
        Class<?> type = classOf(code);
        if (type != null && !OwnFrames.isOurs(type)) {
            stack.add(frameOf(type.getName()));
        }
        stack.addAll(List.of(violation.getStackTrace()));
        violation.setStackTrace(stack.toArray(StackTraceElement[]::new));
    }

    static @Nullable Class<?> classOf(@Nullable Callable<?> code) {
        if (code instanceof ContextualBody<?> contextual) {
            return contextual.codeClass();
        }
        if (code instanceof Callables.ActionCode<?>(var action)) {
            return action.getClass();
        }
        return code == null ? null : code.getClass();
    }

    /** The class that a lambda is written in, or the class itself; the line is not known. */
    private static StackTraceElement frameOf(String name) {
        int lambda = name.indexOf(LAMBDA);
        return new StackTraceElement(lambda < 0 ? name : name.substring(0, lambda), "<task>", null, -1);
    }
}
