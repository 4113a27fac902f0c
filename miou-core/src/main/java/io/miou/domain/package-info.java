/**
 * A domain: the loop that resumes fibers, drains its inbox, fires timers, polls a backend and sleeps. This package does
 * not depend on tasks or on other domains.
 */
@NullMarked
package io.miou.domain;

import org.jspecify.annotations.NullMarked;
