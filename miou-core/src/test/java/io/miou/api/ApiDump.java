package io.miou.api;

import io.miou.CheckReturnValue;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.TypeVariable;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The public API of a module as text: every public type of its exported packages with its public and protected
 * members, in a stable order. A line has what a program may depend on: modifiers, type parameters with bounds, types
 * with nullness, names, thrown types, constants, {@code @CheckReturnValue} and {@code @Deprecated}.
 */
final class ApiDump {

    private ApiDump() {
    }

    /** {@return the lines of each exported type of the module that a class belongs to, by the type's declaration} */
    static SortedMap<String, List<String>> ofModule(Class<?> member) throws Exception {
        Path place = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            return ofPlace(place, member.getClassLoader());
        }
        try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
            return ofPlace(jar.getPath("/"), member.getClassLoader());
        }
    }

    private static SortedMap<String, List<String>> ofPlace(Path root, ClassLoader loader) throws Exception {
        ModuleDescriptor module;
        try (InputStream descriptor = Files.newInputStream(root.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(descriptor);
        }
        SortedMap<String, List<String>> types = new TreeMap<>();
        for (ModuleDescriptor.Exports exported : module.exports()) {
            if (!exported.isQualified()) {
                for (String name : classNames(root.resolve(exported.source().replace('.', '/')))) {
                    Class<?> type = Class.forName(exported.source() + "." + name, false, loader);
                    if (isVisible(type)) {
                        types.put(declaration(type), members(type));
                    }
                }
            }
        }
        return types;
    }

    private static List<String> classNames(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length())).toList();
        }
    }

    private static boolean isVisible(Class<?> type) {
        int modifiers = type.getModifiers();
        Class<?> outer = type.getEnclosingClass();
        return !type.isAnonymousClass() && !type.isLocalClass()
                && (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers))
                && (outer == null || isVisible(outer));
    }

    /** The type's name comes first, so that types are sorted by it. */
    private static String declaration(Class<?> type) {
        String kind = type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        StringBuilder text = new StringBuilder(type.getTypeName());
        text.append(typeParameters(type.getTypeParameters())).append(" : ");
        text.append(modifiers(type.getModifiers() & ~Modifier.INTERFACE));
        text.append(type.isSealed() ? "sealed " : "").append(kind);
        AnnotatedType superclass = type.getAnnotatedSuperclass();
        if (superclass != null && superclass.getType() != Object.class && !type.isEnum() && !type.isRecord()) {
            text.append(" extends ").append(TypeText.of(superclass));
        }
        String interfaces = Arrays.stream(type.getAnnotatedInterfaces()).map(TypeText::of).sorted()
                .collect(Collectors.joining(", "));
        return interfaces.isEmpty() ? text.toString() : text.append(" implements ").append(interfaces).toString();
    }

    /** Returns the members of a type that a program can name, with those of superclasses that it cannot name. */
    static List<String> members(Class<?> type) {
        List<String> lines = new ArrayList<>();
        for (Class<?> from = type; from != null; from = from.getSuperclass()) {
            if (from != type && (isVisible(from) || from.getModule() != type.getModule() || isOfTheJdk(from))) {
                break;
            }
            lines.addAll(declaredMembers(from, from == type));
        }
        lines.sort(Comparator.naturalOrder());
        return lines.stream().distinct().toList();
    }

    private static boolean isOfTheJdk(Class<?> type) {
        return type.getModule().getDescriptor() != null && type.getModule().getName().startsWith("java.");
    }

    private static List<String> declaredMembers(Class<?> type, boolean constructors) {
        List<String> lines = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (isNameable(field.getModifiers()) && !field.isSynthetic()) {
                lines.add("field " + deprecated(field.isAnnotationPresent(Deprecated.class))
                        + modifiers(field.getModifiers()) + TypeText.of(field.getAnnotatedType()) + " "
                        + field.getName() + constant(field));
            }
        }
        if (constructors) {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (isNameable(constructor.getModifiers()) && !constructor.isSynthetic()) {
                    lines.add("constructor " + signature(constructor, "new", null, false));
                }
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isNameable(method.getModifiers()) && !method.isSynthetic() && !method.isBridge()) {
                lines.add("method " + (method.isAnnotationPresent(CheckReturnValue.class) ? "@CheckReturnValue " : "")
                        + (method.isDefault() ? "default " : "")
                        + signature(method, method.getName(), method.getAnnotatedReturnType(), method.isVarArgs()));
            }
        }
        return lines;
    }

    private static boolean isNameable(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String signature(Executable executable, String name, @Nullable AnnotatedType result,
            boolean varArgs) {
        StringBuilder text = new StringBuilder(deprecated(executable.isAnnotationPresent(Deprecated.class)));
        int ofExecutables = Modifier.constructorModifiers() | Modifier.methodModifiers();
        text.append(modifiers(executable.getModifiers() & ofExecutables));
        String parameters = typeParameters(executable.getTypeParameters());
        text.append(parameters).append(parameters.isEmpty() ? "" : " ");
        if (result != null) {
            text.append(TypeText.of(result)).append(' ');
        }
        text.append(name).append('(').append(Arrays.stream(executable.getParameters())
                .map(Parameter::getAnnotatedType).map(TypeText::of).collect(Collectors.joining(", "))).append(')');
        if (varArgs) {
            text.append(" varargs");
        }
        String thrown = Arrays.stream(executable.getAnnotatedExceptionTypes()).map(TypeText::of).sorted()
                .collect(Collectors.joining(", "));
        return text.append(thrown.isEmpty() ? "" : " throws " + thrown).toString();
    }

    /** Returns the modifiers without those that do not concern callers: synchronized, native, strictfp. */
    private static String modifiers(int modifiers) {
        int binding = modifiers & ~(Modifier.SYNCHRONIZED | Modifier.NATIVE | Modifier.STRICT | Modifier.VOLATILE
                | Modifier.TRANSIENT);
        return binding == 0 ? "" : Modifier.toString(binding) + " ";
    }

    private static String deprecated(boolean present) {
        return present ? "@Deprecated " : "";
    }

    /** Compilers copy the value of a constant into the programs that use it. */
    private static String constant(Field field) {
        boolean copied = field.getType().isPrimitive() || field.getType() == String.class;
        if (!copied || !Modifier.isStatic(field.getModifiers()) || !Modifier.isFinal(field.getModifiers())) {
            return "";
        }
        try {
            field.trySetAccessible();
            return " = " + field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static String typeParameters(TypeVariable<?>[] parameters) {
        return parameters.length == 0
                ? ""
                : Arrays.stream(parameters).map(parameter -> parameter.getName() + TypeText.bounds(parameter))
                        .collect(Collectors.joining(", ", "<", ">"));
    }
}
