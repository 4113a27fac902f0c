package io.miou.bridge;

import io.miou.support.Thrown;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes signals from the JVM and passes each to every handler. The JVM has one handler for each signal in the whole
 * process. Ours is installed with the first subscription, and the former one is restored after the last.
 *
 * <p>Threads: any thread may call any method; the class's lock guards everything. Handlers are called without the lock.
 *
 * <p>{@code sun.misc.Signal} is used by reflection, because its module is optional and the compiler warns about direct
 * use.
 */
public final class SignalRouter {

    /**
     * A handler of a signal.
     *
     * @param number of the signal
     * @param handler runs on a thread of the JVM each time the signal comes
     */
    public record Subscription(int number, Runnable handler) {
    }

    private static final class Route {
        final List<Subscription> subscriptions = new ArrayList<>();

        /** The name of the first subscription. The JVM has one handler for all names of a signal. */
        final String name;

        final Object formerHandler;

        Route(String name, Object formerHandler) {
            this.name = name;
            this.formerHandler = formerHandler;
        }
    }

    /** The routes by signal number: a signal may have several names, such as CHLD and CLD. */
    private static final Map<Integer, Route> ROUTES = new HashMap<>();

    private SignalRouter() {
    }

    /**
     * Adds a handler of a signal.
     *
     * @param name the signal without SIG
     * @param handler quick, for any thread
     * @return the handler, to be removed by {@link #unsubscribe}
     * @throws IllegalArgumentException if there is no such signal, or the operating system or the JVM reserves it
     * @throws UnsupportedOperationException if this Java runtime has no module {@code jdk.unsupported}
     */
    public static synchronized Subscription subscribe(String name, Runnable handler) {
        int number = Jvm.number(name);
        Subscription subscription = new Subscription(number, handler);
        Route route = ROUTES.get(number);
        if (route == null) {
            route = new Route(name, Jvm.handle(name, Jvm.newHandler(() -> arrived(number))));
            ROUTES.put(number, route);
        }
        route.subscriptions.add(subscription);
        return subscription;
    }

    /**
     * Removes a handler; does nothing if it was removed before. After the last one, the JVM handles the signal as
     * before.
     *
     * @param subscription the result of {@link #subscribe}
     */
    public static synchronized void unsubscribe(Subscription subscription) {
        Route route = ROUTES.get(subscription.number());
        if (route == null || !route.subscriptions.removeIf(one -> one == subscription)) {
            return;
        }
        if (route.subscriptions.isEmpty()) {
            ROUTES.remove(subscription.number());
            Object _ = Jvm.handle(route.name, route.formerHandler);
        }
    }

    private static void arrived(int number) {
        List<Subscription> all;
        synchronized (SignalRouter.class) {
            Route route = ROUTES.get(number);
            all = route == null ? List.of() : List.copyOf(route.subscriptions);
        }
        Thrown thrown = new Thrown();
        for (Subscription subscription : all) {
            try {
                subscription.handler().run();
            } catch (Throwable e) {
                thrown.add(e);
            }
        }
        thrown.throwFirst();
    }

    /** The JVM's side. */
    private static final class Jvm {

        private Jvm() {
        }

        static Object newHandler(Runnable action) {
            Class<?> type = find("sun.misc.SignalHandler");
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            action.run();
                            yield null;
                        }
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "equals" -> arguments != null && proxy == arguments[0];
                        default -> "Miou's handler";
                    });
        }

        /** Installs a handler and returns the former one. */
        static Object handle(String name, Object handler) {
            Class<?> signalType = find("sun.misc.Signal");
            Class<?> handlerType = find("sun.misc.SignalHandler");
            return call(name, () -> {
                Object signal = signalType.getConstructor(String.class).newInstance(name);
                Method handle = signalType.getMethod("handle", signalType, handlerType);
                return handle.invoke(null, signal, handler);
            });
        }

        static int number(String name) {
            Class<?> signalType = find("sun.misc.Signal");
            return (Integer) call(name, () -> {
                Object signal = signalType.getConstructor(String.class).newInstance(name);
                return signalType.getMethod("getNumber").invoke(signal);
            });
        }

        private interface Reflection {
            Object call() throws ReflectiveOperationException;
        }

        private static Object call(String name, Reflection reflection) {
            try {
                return reflection.call();
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException("signal '" + name + "' cannot be handled: "
                        + e.getTargetException().getMessage()
                        + "; name one that this system has and the JVM does not use,"
                        + " such as INT, TERM or HUP", e.getTargetException());
            } catch (ReflectiveOperationException e) {
                throw new UnsupportedOperationException("signals of this Java runtime cannot be used", e);
            }
        }

        private static Class<?> find(String name) {
            try {
                return Class.forName(name);
            } catch (ClassNotFoundException e) {
                throw new UnsupportedOperationException("this Java runtime has no module jdk.unsupported, which signals"
                        + " need: add it to the runtime image, or with --add-modules jdk.unsupported", e);
            }
        }
    }
}
