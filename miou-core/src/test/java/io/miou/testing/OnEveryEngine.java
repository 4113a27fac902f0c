package io.miou.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test that runs once for each fiber engine, with a different backend each. For long tests in which no backend takes
 * part; see {@link OnEveryBackend} for all others.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Timeout(120)
@ParameterizedTest(name = "{0}")
@MethodSource("io.miou.testing.Variant#ofEngines")
public @interface OnEveryEngine {
}
