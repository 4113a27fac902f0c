package io.miou.os;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** The JVM's own signals, by reflection, since the compiler warns of them whatever one does. */
public final class JvmSignals {

    private JvmSignals() {
    }

    /** Sends a signal to this process. */
    public static void raise(String name) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            type.getMethod("raise", type).invoke(null, type.getConstructor(String.class).newInstance(name));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Handles a signal in the JVM's way while some code runs. */
    static void handled(String name, Consumer<String> handler, Runnable code) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[]{handlerType},
                    (_, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            handler.accept(arguments[0].toString());
                        }
                        return null;
                    });
            Object signal = type.getConstructor(String.class).newInstance(name);
            Object former = type.getMethod("handle", type, handlerType).invoke(null, signal, proxy);
            try {
                code.run();
            } finally {
                type.getMethod("handle", type, handlerType).invoke(null, signal, former);
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
