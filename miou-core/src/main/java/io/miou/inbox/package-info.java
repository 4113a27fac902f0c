/**
 * How other threads reach a domain: a lock-free queue of messages that is, at the same time, the handshake by which a
 * domain goes to sleep without losing a wakeup. No thread is started or blocked here, so it is model-checked as
 * shipped.
 */
@NullMarked
package io.miou.inbox;

import org.jspecify.annotations.NullMarked;
