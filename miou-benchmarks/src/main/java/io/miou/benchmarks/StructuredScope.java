package io.miou.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The JDK's {@code StructuredTaskScope}, a preview in JDK 25: found by name, so that no class here is bound to one
 * release. Its methods are constants, which compiled code calls directly. A scope is an {@code Object}, to be used by
 * one thread.
 */
final class StructuredScope {

    private static final Methods METHODS = find();

    private record Methods(MethodHandle open, MethodHandle fork, MethodHandle join, MethodHandle close,
            MethodHandle get,
            Optional<String> problem) {
    }

    private StructuredScope() {
    }

    private static Methods find() {
        MethodType open = MethodType.methodType(Object.class);
        MethodType fork = MethodType.methodType(Object.class, Object.class, Callable.class);
        MethodType one = MethodType.methodType(Object.class, Object.class);
        MethodType close = MethodType.methodType(void.class, Object.class);
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> scope = Class.forName("java.util.concurrent.StructuredTaskScope");
            Class<?> subtask = Class.forName("java.util.concurrent.StructuredTaskScope$Subtask");
            return new Methods(lookup.unreflect(scope.getMethod("open")).asType(open),
                    lookup.unreflect(scope.getMethod("fork", Callable.class)).asType(fork),
                    lookup.unreflect(scope.getMethod("join")).asType(one),
                    lookup.unreflect(scope.getMethod("close")).asType(close),
                    lookup.unreflect(subtask.getMethod("get")).asType(one), Optional.empty());
        } catch (ReflectiveOperationException | RuntimeException e) {
            return new Methods(MethodHandles.empty(open), MethodHandles.empty(fork), MethodHandles.empty(one),
                    MethodHandles.empty(close), MethodHandles.empty(one),
                    Optional.of("this JDK has no StructuredTaskScope of the form that JDK 25 has: " + e));
        }
    }

    /** {@return the reason why it cannot be used with this JDK; empty if it can} */
    static Optional<String> unavailable() {
        return METHODS.problem();
    }

    /** {@return a scope whose {@link #join} throws if a subtask has failed} */
    static Object open() {
        try {
            return (Object) METHODS.open().invokeExact();
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** {@return the subtask, which runs on a virtual thread} */
    static Object fork(Object scope, Callable<?> body) {
        try {
            return (Object) METHODS.fork().invokeExact(scope, body);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static void join(Object scope) {
        try {
            Object _ = (Object) METHODS.join().invokeExact(scope);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static void close(Object scope) {
        try {
            METHODS.close().invokeExact(scope);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** {@return the result of the subtask; its scope has been joined} */
    static Object get(Object subtask) {
        try {
            return (Object) METHODS.get().invokeExact(subtask);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(Throwable e) {
        return new IllegalStateException(unavailable().orElse("a subtask or its scope has failed"), e);
    }
}
