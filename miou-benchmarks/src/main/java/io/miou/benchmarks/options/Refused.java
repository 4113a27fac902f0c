package io.miou.benchmarks.options;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Makes a wrong command line of what a plan refuses, so that the user reads the message and no stack trace. */
public final class Refused {

    private Refused() {
    }

    /**
     * Makes something out of options.
     *
     * @param <T> what it makes
     * @param <E> what may fail besides the options
     */
    @FunctionalInterface
    public interface Maker<T, E extends Exception> {

        /** Throws {@link IllegalArgumentException} if the options are wrong. */
        T make() throws E;
    }

    /**
     * Calls the maker.
     *
     * @throws ParameterException if the options are wrong, with the same message
     */
    public static <T, E extends Exception> T asWrongCommandLine(CommandSpec command, Maker<T, E> maker) throws E {
        try {
            return maker.make();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
