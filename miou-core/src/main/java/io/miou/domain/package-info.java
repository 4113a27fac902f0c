/**
 * Domains: the loop that resumes fibers, takes in messages, fires timers, polls a backend and sleeps; and what belongs to
 * all domains of a run, its blocking threads and the choice of its backend. This package knows no task.
 */
@NullMarked
package io.miou.domain;

import org.jspecify.annotations.NullMarked;
