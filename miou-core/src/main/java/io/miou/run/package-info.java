/**
 * One run: its domains, settings, inherited values and blocking threads, the choice of its backend, what ends it, and
 * the two watchdogs: one warns of fibers that block their domain (rule 31), the other ends a run whose fibers do not
 * return (rule 32).
 */
@NullMarked
package io.miou.run;

import org.jspecify.annotations.NullMarked;
