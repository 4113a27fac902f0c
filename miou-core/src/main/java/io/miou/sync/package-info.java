/**
 * Synchronisation between fibers of any domain, and with threads outside: what everything that suspends is made of. All are
 * safe under cancellation: a waiter that is cancelled leaves no trace, and whoever signals learns whether it won.
 */
@NullMarked
package io.miou.sync;

import org.jspecify.annotations.NullMarked;
