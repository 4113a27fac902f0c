package io.miou;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The current task as {@link Miou#self} saw it. A value: any thread may keep and compare it. It does not keep the task
 * alive, and cannot await or cancel it.
 *
 * {@snippet :
 * Self self = Miou.self();
 * self.limit().ifPresent(left -> log.info("{} has {} left on {}", self.name(), left, self.domain()));
 * }
 *
 * @param id the task's number, unique in the run, as {@link Promise#id}
 * @param name the task's name, as {@link Promise#name}
 * @param domain the domain of its fiber, which never changes (rule 19)
 * @param limit the time that the nearest limit left at the time of the call, as {@link Miou#remaining}; empty without a
 *        limit
 * @since 0.1.0
 */
public record Self(long id, String name, Domain domain, Optional<Duration> limit) {

    /** Checks that nothing is missing. */
    public Self {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(limit, "limit");
    }
}
