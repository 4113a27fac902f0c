package io.miou.support;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Looks up handles of fields, for the static initialisers of the classes that have the fields. Any thread. */
public final class VarHandles {

    private VarHandles() {
    }

    /**
     * {@return the handle of a field of the class that calls this}
     *
     * @param caller {@link MethodHandles#lookup} of that class
     * @param name of the field
     * @param type of the field, erased
     * @throws ExceptionInInitializerError if there is no such field
     */
    public static VarHandle field(MethodHandles.Lookup caller, String name, Class<?> type) {
        try {
            return caller.findVarHandle(caller.lookupClass(), name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
