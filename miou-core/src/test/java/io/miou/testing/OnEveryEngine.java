package io.miou.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * As {@link OnEveryBackend}, for long tests of what no backend takes part in: once for each fiber engine, with another
 * backend each.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Timeout(120)
@ParameterizedTest(name = "{0}")
@MethodSource("io.miou.testing.Variant#ofEngines")
public @interface OnEveryEngine {
}
