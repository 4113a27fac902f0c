package io.miou.testkit;

import org.jspecify.annotations.Nullable;

/**
 * A main task that looks at the world it runs in.
 *
 * @param <T> its result
 * @since 0.1.0
 */
@FunctionalInterface
public interface WorldTask<T extends @Nullable Object> {

    /**
     * Does its work, as a fiber on domain 0.
     *
     * @param world that it runs in
     * @return its result
     * @throws Exception if the work fails
     */
    T run(World world) throws Exception;
}
