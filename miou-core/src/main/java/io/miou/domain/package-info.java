/**
 * A domain: the loop that resumes fibers, drains its inbox, fires timers, polls a backend and sleeps. This package
 * knows no task and no other domain.
 */
@NullMarked
package io.miou.domain;

import org.jspecify.annotations.NullMarked;
