package io.miou.backend.netty;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the reason why one of Netty's native libraries cannot be used. Stateless. */
public final class NativeLibrary {

    private NativeLibrary() {
    }

    /**
     * Says why a transport cannot be used here.
     *
     * @param system the operating system it is for: {@code Linux} or {@code macOS}
     * @param cause asks Netty, which tries to load the library; null if it can be used. Not called on another system
     * @param module the start of the name of the module that holds the library, to which the processor is appended
     * @return the reason; empty if it can be used
     */
    public static Optional<String> unavailable(String system, Supplier<@Nullable Throwable> cause, String module) {
        return unavailable(system, System.getProperty("os.name", ""), () -> {
            Throwable problem = cause.get();
            // Netty would only say that it found no file.
            return problem == null
                    ? null
                    : NativeModule.missing(module).<Throwable>map(UnsatisfiedLinkError::new)
                            .orElse(problem);
        });
    }

    static Optional<String> unavailable(String system, String running, Supplier<@Nullable Throwable> cause) {
        if (!isSame(system, running)) {
            return Optional.of("not " + system);
        }
        Optional<String> old = NettyVersion.tooOld();
        if (old.isPresent()) {
            return old;
        }
        Throwable problem;
        try {
            problem = cause.get();
        } catch (LinkageError | RuntimeException e) {
            problem = e;
        }
        return Optional.ofNullable(problem).map(NativeLibrary::inWords);
    }

    private static boolean isSame(String system, String running) {
        String name = running.toLowerCase(Locale.ROOT);
        return switch (system) {
            case "macOS" -> name.startsWith("mac") || name.startsWith("darwin");
            default -> name.startsWith(system.toLowerCase(Locale.ROOT));
        };
    }

    private static String inWords(Throwable problem) {
        for (Throwable e = problem; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            for (Throwable tried : withSuppressed(e)) {
                String words = String.valueOf(tried.getMessage());
                if (words.contains("GLIBC_")) {
                    return "the C library of this system is too old for Netty's native library, or another one than glibc ("
                            + words + ")";
                }
            }
            if (e instanceof IllegalCallerException || message.contains("native access")) {
                return "native access is denied; allow it with --enable-native-access (" + message + ")";
            }
        }
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "its native library for " + System.getProperty("os.arch") + " cannot be loaded (" + root + ")";
    }

    private static Throwable[] withSuppressed(Throwable problem) {
        Throwable[] suppressed = problem.getSuppressed();
        Throwable[] all = new Throwable[suppressed.length + 1];
        all[0] = problem;
        System.arraycopy(suppressed, 0, all, 1, suppressed.length);
        return all;
    }
}
