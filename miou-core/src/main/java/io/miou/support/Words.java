package io.miou.support;

/** The text of what messages name. Any thread. */
public final class Words {

    private Words() {
    }

    /**
     * {@return what an object says that it is; its type alone if {@code toString} throws}
     *
     * @param object of a user
     */
    public static String of(Object object) {
        try {
            return String.valueOf(object);
        } catch (Throwable e) {
            return "a " + object.getClass().getName() + " whose toString() throws " + e.getClass().getName();
        }
    }

    /**
     * {@return the stack of a thread as an exception prints it, each frame on a line of its own}
     *
     * @param thread any
     */
    public static String stack(Thread thread) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n\tat ").append(frame);
        }
        return text.toString();
    }
}
