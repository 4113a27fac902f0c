package io.miou.fiber;

import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** Distinguishes the frames of this library on a stack from those of the JDK and of users. Any thread. */
public final class OwnFrames {

    private static final String PREFIX = "io.miou.";
    private static final @Nullable CodeSource OURS = OwnFrames.class.getProtectionDomain().getCodeSource();

    private OwnFrames() {
    }

    /**
     * {@return whether this library's code runs, or has called the running code of the JDK}
     *
     * @param stack of a fiber, the innermost frame first; the answer is true if it is empty
     */
    static boolean areInnermost(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (isOurs(frame)) {
                return true;
            }
            if (!isOfJdk(frame)) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return whether a frame is the JDK's}
     *
     * @param frame of a stack
     */
    public static boolean isOfJdk(StackTraceElement frame) {
        String module = frame.getModuleName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    /**
     * {@return whether a frame is this library's; a user's package of the same name is not}
     *
     * @param frame of a stack
     */
    public static boolean isOurs(StackTraceElement frame) {
        if (!frame.getClassName().startsWith(PREFIX)) {
            return false;
        }
        try {
            Class<?> found = Class.forName(frame.getClassName(), false, OwnFrames.class.getClassLoader());
            CodeSource source = found.getProtectionDomain().getCodeSource();
            return OURS == null || source != null && OURS.getLocation().equals(source.getLocation());
        } catch (ClassNotFoundException | LinkageError e) {
            // A hidden class, such as that of a lambda, or a class of another loader.
            return false;
        }
    }

    /**
     * {@return whether a fiber of the portable engine that has its domain waits for a carrier thread of the JDK's
     * scheduler}
     *
     * @param stack of the fiber, the innermost frame first
     */
    public static boolean isWithoutCarrier(StackTraceElement[] stack) {
        if (stack.length == 0) {
            return true;
        }
        for (StackTraceElement frame : stack) {
            if (!isOfJdk(frame)) {
                return frame.getClassName().equals(PortableHandoff.class.getName());
            }
        }
        return false;
    }

    /**
     * {@return whether a class is this library's}
     *
     * @param type any, also that of a lambda
     */
    public static boolean isOurs(Class<?> type) {
        if (!type.getName().startsWith(PREFIX)) {
            return false;
        }
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return OURS == null || source != null && OURS.getLocation().equals(source.getLocation());
    }
}
