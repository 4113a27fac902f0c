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
