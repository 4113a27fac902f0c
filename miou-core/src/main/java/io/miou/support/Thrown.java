package io.miou.support;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the exceptions of several functions of users, so that all functions run. The caller throws the first
 * exception, with the others suppressed in it. A repeated exception is reported once. If the first exception was
 * created without suppression, the others are logged.
 *
 * <p>{@link #add} never throws. An exception is dropped only if there is no memory to note it.
 *
 * <p>Threads: one thread at a time.
 */
public final class Thrown {

    @Nullable
    private Throwable first;

    /** The exceptions that {@code first} has already; null while there is at most one exception. */
    @Nullable
    private Set<Throwable> known;

    /** Creates an empty collector. */
    public Thrown() {
    }

    /**
     * Adds an exception.
     *
     * @param thrown the exception of a function
     */
    public void add(Throwable thrown) {
        Throwable one = first;
        if (one == null) {
            first = thrown;
            return;
        }
        try {
            Set<Throwable> all = known;
            if (all == null) {
                all = Collections.newSetFromMap(new IdentityHashMap<>());
                all.add(one);
                Collections.addAll(all, one.getSuppressed());
                known = all;
            }
            if (all.add(thrown) && !isCause(thrown, one)) {
                attach(one, thrown);
            }
        } catch (Throwable e) {
            // Memory is exhausted. The functions that follow matter more.
        }
    }

    /** {@return the first exception, with the others suppressed in it; null if nothing was thrown} */
    @Nullable
    public Throwable first() {
        return first;
    }

    /** Throws {@link #first}, as it is, if something was thrown. */
    public void throwFirst() {
        Throwable one = first;
        if (one != null) {
            throw Thrown.<RuntimeException>unchecked(one);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X unchecked(Throwable thrown) throws X {
        throw (X) thrown;
    }

    /**
     * Adds a suppressed exception to another exception, unless it is that exception, its cause, or suppressed in it
     * already.
     *
     * @param to the exception that is thrown
     * @param suppressed the exception to add
     */
    public static void suppress(Throwable to, Throwable suppressed) {
        if (to == suppressed || isCause(suppressed, to)) {
            return;
        }
        for (Throwable known : to.getSuppressed()) {
            if (known == suppressed) {
                return;
            }
        }
        attach(to, suppressed);
    }

    private static void attach(Throwable to, Throwable suppressed) {
        to.addSuppressed(suppressed);
        if (to.getSuppressed().length == 0) {
            Log.warning("an exception came after a " + to.getClass().getName()
                    + ", which takes no suppressed ones; create that with suppression, or catch this", suppressed);
        }
    }

    private static boolean isCause(Throwable cause, Throwable of) {
        return of.getCause() == cause;
    }
}
