package io.miou.support;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what several functions of users throw, so that all of them run and the caller throws once: the first exception, with
 * the others suppressed in it. An exception that comes twice is reported once. One that cannot be suppressed, because the first was
 * created without suppression, is logged.
 *
 * <p>{@link #add} never throws. An exception is dropped only if there is no memory to note it.
 *
 * <p>Threads: one at a time.
 */
public final class Thrown {

    @Nullable
    private Throwable first;

    /** What is in {@code first} already; null while there is one exception at most. */
    @Nullable
    private Set<Throwable> known;

    /** Creates a collector that is empty. */
    public Thrown() {
    }

    /**
     * Adds what a function has thrown.
     *
     * @param thrown by it
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
            // No memory: the functions that follow matter more.
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
     * Adds a suppressed exception to another, unless it is that one, its cause, or suppressed in it already.
     *
     * @param to the one that is thrown
     * @param suppressed the other
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
