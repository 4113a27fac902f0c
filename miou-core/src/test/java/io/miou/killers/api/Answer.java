package io.miou.killers.api;

import io.miou.RuleViolation;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** The answer of a call, as its caller sees it. */
sealed interface Answer {

    /** It returned. */
    record Returned(Object value) implements Answer {
    }

    /** It suspended, and was ended by the limit of the test. */
    record Suspended() implements Answer {
    }

    /** It threw. */
    record Threw(Throwable thrown) implements Answer {

        /**
         * Returns what is unclear about the exception; empty if it says in words of its own that the call could not be
         * done.
         */
        String unclear() {
            if (thrown instanceof Error && !(thrown instanceof RuleViolation)) {
                return "is an error that ends more than the call";
            }
            if (thrown instanceof ClassCastException || thrown instanceof ArithmeticException
                    || thrown instanceof ArrayStoreException || thrown instanceof NegativeArraySizeException) {
                return "comes from the middle of the code";
            }
            String words = thrown.getMessage() == null && thrown.getCause() != null
                    ? thrown.getCause().getMessage()
                    : thrown.getMessage();
            if (words == null || words.isBlank()) {
                return "has no words";
            }
            if (thrown instanceof NullPointerException && words.contains(" because ")) {
                return "is the JVM's, from the middle of the code";
            }
            return "";
        }

        /** Returns whether the exception says that the argument, or the place, was wrong. */
        boolean refuses() {
            return thrown instanceof NullPointerException || thrown instanceof IllegalArgumentException
                    || thrown instanceof IllegalStateException || thrown instanceof IndexOutOfBoundsException
                    || thrown instanceof UnsupportedOperationException;
        }

        boolean isOfTheNetwork() {
            return thrown instanceof IOException;
        }

        boolean isALimit() {
            return thrown instanceof TimeoutException;
        }

        @Override
        public String toString() {
            StackTraceElement[] trace = thrown.getStackTrace();
            return thrown + (trace.length == 0 ? "" : " at " + trace[0]);
        }
    }
}
