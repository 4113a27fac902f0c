package io.miou.top;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Says why a process cannot be looked into, in words for its user. */
final class UnreachableException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    UnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
