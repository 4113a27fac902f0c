/**
 * A run: its domains, settings, inherited values and blocking threads, the choice of its backend, and its end. There
 * are two watchdogs. One warns of fibers that block their domain (rule 31). The other ends a run whose fibers do not
 * return (rule 32).
 */
@NullMarked
package io.miou.run;

import org.jspecify.annotations.NullMarked;
