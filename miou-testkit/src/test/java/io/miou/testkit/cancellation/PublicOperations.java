package io.miou.testkit.cancellation;

import io.miou.Miou;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds every public method of the public types of some packages of the core, where it was compiled to. */
final class PublicOperations {

    private static final List<String> PACKAGES = List.of("io.miou", "io.miou.sync", "io.miou.net", "io.miou.os");

    private PublicOperations() {
    }

    /** {@return their names, as {@code Type.method(ParameterType)}} */
    static SortedSet<String> find() throws IOException, URISyntaxException {
        Path code = Path.of(Miou.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(code)) {
            return find(code);
        }
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + code.toUri()), Map.of())) {
            return find(jar.getPath("/"));
        }
    }

    private static SortedSet<String> find(Path root) throws IOException {
        SortedSet<String> names = new TreeSet<>();
        for (String one : PACKAGES) {
            try (Stream<Path> files = Files.list(root.resolve(one.replace('.', '/')))) {
                files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".class"))
                        .map(file -> typeOf(one + "." + file.substring(0, file.length() - ".class".length())))
                        .forEach(type -> addMethods(type, names));
            }
        }
        return names;
    }

    private static Class<?> typeOf(String name) {
        try {
            return Class.forName(name, false, PublicOperations.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void addMethods(Class<?> type, SortedSet<String> names) {
        for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
            if (!Modifier.isPublic(outer.getModifiers())) {
                return;
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
                names.add(nameOf(type) + "." + method.getName() + Arrays.stream(method.getParameterTypes())
                        .map(PublicOperations::nameOf).collect(Collectors.joining(", ", "(", ")")));
            }
        }
    }

    private static String nameOf(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null ? type.getSimpleName() : nameOf(outer) + "." + type.getSimpleName();
    }
}
