package io.miou;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The caller must not ignore the method's result: it is a child to be awaited or a connection to be closed. Static
 * checkers (Error Prone, IntelliJ IDEA) know the annotation by its simple name and report calls that ignore the result.
 * Reflection sees it too.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CheckReturnValue {
}
