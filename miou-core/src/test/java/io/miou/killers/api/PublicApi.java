package io.miou.killers.api;

import io.miou.Miou;
import io.miou.Resource;
import io.miou.net.ByteStream;
import io.miou.os.Signals;
import io.miou.sync.Mutex;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The public methods and constructors of the exported packages, found by scanning the compiled classes. */
final class PublicApi {

    /** A class of each exported package. */
    private static final List<Class<?>> PACKAGES = List.of(Miou.class, ByteStream.class, Signals.class, Mutex.class);

    private PublicApi() {
    }

    /** Every public class, nested ones too. */
    static List<Class<?>> classes() throws IOException, URISyntaxException, ClassNotFoundException {
        URI place = Miou.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        if (Files.isDirectory(Path.of(place))) {
            return classesUnder(Path.of(place));
        }
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(place), Map.of())) {
            return classesUnder(jar.getPath("/"));
        }
    }

    private static List<Class<?>> classesUnder(Path root) throws IOException, ClassNotFoundException {
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> one : PACKAGES) {
            try (Stream<Path> files = Files.list(root.resolve(one.getPackageName().replace('.', '/')))) {
                for (String file : files.map(path -> path.getFileName().toString()).sorted().toList()) {
                    if (file.endsWith(".class") && !file.equals("package-info.class")) {
                        String name = file.substring(0, file.length() - ".class".length());
                        classes.add(Class.forName(one.getPackageName() + "." + name, false, one.getClassLoader()));
                    }
                }
            }
        }
        classes.removeIf(type -> !isPublic(type));
        return classes;
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    /**
     * Returns the methods and constructors of a class that can be called. It leaves out the methods that the compiler
     * adds to enums, those of {@link Object}, and those of other libraries. It also leaves out interfaces that users
     * implement, because there the library is the caller.
     */
    static List<Executable> callable(Class<?> type) {
        List<Executable> all = new ArrayList<>();
        boolean ofUsers = type.isInterface() && !type.isSealed() && !Resource.class.isAssignableFrom(type);
        if (type.isEnum() || type.isAnnotation() || ofUsers) {
            return all;
        }
        if (!Modifier.isAbstract(type.getModifiers())) {
            for (Constructor<?> constructor : type.getConstructors()) {
                all.add(constructor);
            }
        }
        for (Method method : type.getMethods()) {
            boolean ours = method.getDeclaringClass().getPackageName().startsWith("io.miou");
            if (ours && !method.isBridge() && !method.isSynthetic() && !isOfEveryObject(method)
                    && (!Modifier.isStatic(method.getModifiers()) || method.getDeclaringClass() == type)) {
                all.add(method);
            }
        }
        all.sort(Comparator.comparing(PublicApi::name));
        return all;
    }

    private static boolean isOfEveryObject(Method method) {
        return switch (method.getName()) {
            case "toString", "hashCode" -> method.getParameterCount() == 0;
            case "equals" -> method.getParameterCount() == 1;
            default -> false;
        };
    }

    /** Returns a name such as {@code Channel.of(int)}; for a constructor {@code new Channel(int)}. */
    static String name(Executable executable) {
        StringBuilder name = new StringBuilder();
        String type = executable.getDeclaringClass().getTypeName();
        String plain = type.substring(executable.getDeclaringClass().getPackageName().length() + 1).replace('$', '.');
        name.append(executable instanceof Constructor ? "new " + plain : plain + "." + executable.getName());
        name.append('(');
        for (Class<?> parameter : executable.getParameterTypes()) {
            name.append(name.charAt(name.length() - 1) == '(' ? "" : ", ").append(parameter.getSimpleName());
        }
        return name.append(')').toString();
    }
}
