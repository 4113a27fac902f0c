package io.miou.api;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A type as text, with its type arguments, and {@code @Nullable} where null is allowed. */
final class TypeText {

    private TypeText() {
    }

    static String of(AnnotatedType type) {
        String nullable = type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
        return switch (type) {
            // A null array and an array of nulls differ in the text: "String @Nullable []".
            case AnnotatedArrayType array -> of(array.getAnnotatedGenericComponentType())
                    + (nullable.isEmpty() ? "" : " @Nullable ") + "[]";
            case AnnotatedParameterizedType generic -> nullable
                    + ((ParameterizedType) generic.getType()).getRawType().getTypeName()
                    + Arrays.stream(generic.getAnnotatedActualTypeArguments()).map(TypeText::of)
                            .collect(Collectors.joining(", ", "<", ">"));
            case AnnotatedTypeVariable variable -> nullable + variable.getType().getTypeName();
            case AnnotatedWildcardType wildcard -> nullable + "?" + bound(wildcard);
            default -> nullable + type.getType().getTypeName();
        };
    }

    private static String bound(AnnotatedWildcardType wildcard) {
        if (wildcard.getAnnotatedLowerBounds().length > 0) {
            return " super " + of(wildcard.getAnnotatedLowerBounds()[0]);
        }
        AnnotatedType upper = wildcard.getAnnotatedUpperBounds()[0];
        return isPlainObject(upper) ? "" : " extends " + of(upper);
    }

    /** {@return the bounds of a type parameter, with " extends " before them, or nothing} */
    static String bounds(TypeVariable<?> parameter) {
        AnnotatedType[] bounds = parameter.getAnnotatedBounds();
        if (bounds.length == 1 && isPlainObject(bounds[0])) {
            return "";
        }
        return Arrays.stream(bounds).map(TypeText::of).collect(Collectors.joining(" & ", " extends ", ""));
    }

    private static boolean isPlainObject(AnnotatedType type) {
        return type.getType() == Object.class && !type.isAnnotationPresent(Nullable.class);
    }
}
