package io.miou.backend.netty;

import java.util.Optional;

/**
 * Tells whether the module with Netty's native library is on the module path. The module is optional, so that the one
 * for the machine's processor suffices. So it is resolved only if the program asks for it, and Netty finds no library
 * in a module that is not resolved. Stateless.
 */
final class NativeModule {

    private NativeModule() {
    }

    /**
     * Says which module is missing.
     *
     * @param prefix the start of its name, to which the processor is appended
     * @return the reason why the library cannot be found; empty if it can be, or on the class path
     */
    static Optional<String> missing(String prefix) {
        return missing(prefix, NativeModule.class.getModule(), System.getProperty("os.arch", ""));
    }

    static Optional<String> missing(String prefix, Module own, String processor) {
        ModuleLayer layer = own.getLayer();
        String name = prefix + "." + switch (processor) {
            case "amd64" -> "x86_64";
            case "aarch64" -> "aarch_64";
            default -> processor;
        };
        return layer == null || layer.findModule(name).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "module " + name + " with its native library is not resolved: put it on the module path and add"
                                + " --add-modules " + name);
    }
}
