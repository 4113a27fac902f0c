package io.miou.backend.netty;

import io.netty.util.Version;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whether the native backends can drive the Netty on the path: they need the types of 4.2. Other
 * libraries and frameworks manage Netty too, and may bring an older one. Stateless.
 */
final class NettyVersion {

    /** New in 4.2. */
    private static final String HANDLE = "io.netty.channel.IoHandle";

    private NettyVersion() {
    }

    /** {@return the reason why Netty cannot be used; empty if it can} */
    static Optional<String> tooOld() {
        return tooOld(NettyVersion.class.getClassLoader());
    }

    static Optional<String> tooOld(ClassLoader loader) {
        try {
            Class<?> _ = Class.forName(HANDLE, false, loader);
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of("Netty 4.2 is needed, " + found(loader)
                    + "; import miou-bom before what manages another version of Netty");
        }
    }

    private static String found(ClassLoader loader) {
        try {
            Map<String, Version> versions = Version.identify(loader);
            Version version = versions.getOrDefault("netty-transport", versions.get("netty-common"));
            return (version == null ? "an older one" : version.artifactVersion().replace(".Final", "")) + " was found";
        } catch (RuntimeException | LinkageError e) {
            return "none was found";
        }
    }
}
