package io.miou.support;

/** Builds texts for messages. Any thread. */
public final class Words {

    private Words() {
    }

    /**
     * {@return the {@code toString} of an object; if that throws, the type of the object and of the exception}
     *
     * @param object an object of a user
     */
    public static String of(Object object) {
        try {
            return String.valueOf(object);
        } catch (Throwable e) {
            return "a " + object.getClass().getName() + " whose toString() throws " + e.getClass().getName();
        }
    }

    /**
     * {@return the words of a user for an object: its {@code toString}, or its type in place of the text with a hash
     * that every object has}
     *
     * @param object an object of a user
     */
    public static String named(Object object) {
        String words = of(object);
        Class<?> type = object.getClass();
        if (!words.startsWith(type.getName() + '@')) {
            return words;
        }
        String simple = type.getSimpleName();
        int lambda = simple.indexOf("$$");
        if (simple.isEmpty() || lambda >= 0) {
            // An anonymous class or a lambda: the class around it says more.
            String outer = type.getName();
            outer = outer.substring(outer.lastIndexOf('.') + 1);
            int end = outer.indexOf('$');
            return "an object of " + (end < 0 ? outer : outer.substring(0, end));
        }
        return "of type " + simple;
    }

    /**
     * {@return the stack of a thread in the format of a stack trace, each frame on a line of its own}
     *
     * @param thread any thread
     */
    public static String stack(Thread thread) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n\tat ").append(frame);
        }
        return text.toString();
    }
}
