package io.miou.jdk;

import io.miou.Action;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Runs code in a class initialiser, as often as one likes: each time the class is a new one. */
final class FreshClass {

    private static final ThreadLocal<Action> CODE = new ThreadLocal<>();

    private FreshClass() {
    }

    /** Initialises a new class whose initialiser runs the code, on the calling thread. */
    static void initialise(Action code) throws ClassNotFoundException {
        initialise(code, new OneClassLoader());
    }

    private static void initialise(Action code, ClassLoader loader) throws ClassNotFoundException {
        CODE.set(code);
        try {
            Class.forName(Initialised.class.getName(), true, loader);
        } finally {
            CODE.remove();
        }
    }

    /**
     * Returns an action that uses one new class. The class's initialiser runs the code. Every run of the action uses
     * the same class.
     */
    static Action use(Action code) {
        ClassLoader one = new OneClassLoader();
        return () -> initialise(code, one);
    }

    static void runCode() {
        try {
            CODE.get().run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Loaded anew by each {@link OneClassLoader}; its code is that of the one class {@link FreshClass}. */
    public static final class Initialised {
        static {
            Entry.enter();
        }

        private Initialised() {
        }
    }

    /** Public, because a class of another loader is not in this package. */
    public static final class Entry {
        private Entry() {
        }

        public static void enter() {
            runCode();
        }
    }

    private static final class OneClassLoader extends ClassLoader {

        OneClassLoader() {
            super(FreshClass.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Initialised.class.getName())) {
                return super.loadClass(name, resolve);
            }
            String file = name.replace('.', '/') + ".class";
            try (InputStream in = Objects.requireNonNull(getParent().getResourceAsStream(file))) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
