package io.miou.benchmarks.options;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Finds the constant of an enum by its text. The message for another text names those that can be chosen.
 *
 * @param <E> the enum, whose constants print themselves as they are written in the command line
 */
public abstract class Choice<E extends Enum<E>> implements ITypeConverter<E> {

    private final List<E> choices;

    protected Choice(Class<E> type) {
        choices = List.of(type.getEnumConstants());
    }

    @Override
    public final E convert(String text) {
        return choices.stream().filter(choice -> choice.toString().equals(text)).findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is unknown: choose "
                        + oneOf(choices.stream().map(E::toString).toArray(String[]::new))));
    }

    /** {@return the choices as a sentence has them, such as {@code all, quick or short}} */
    static String oneOf(String... choices) {
        int last = choices.length - 1;
        return last == 0
                ? choices[0]
                : String.join(", ", Arrays.copyOf(choices, last)) + " or " + choices[last];
    }
}
