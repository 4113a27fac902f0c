package io.miou.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that takes over a second. {@code mvn -Pquick verify} leaves it out; {@code mvn verify} runs it in the module
 * miou-core-tests or miou-core-net-tests, beside the tests of other modules, unless it is to be {@link Alone}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("slow")
public @interface Slow {
}
