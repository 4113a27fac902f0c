/**
 * The inbox of a domain: a lock-free queue of messages from other threads. It is also the handshake by which a domain
 * goes to sleep without losing a wakeup. No code here starts or blocks a thread, so the classes are model-checked as
 * shipped.
 */
@NullMarked
package io.miou.inbox;

import org.jspecify.annotations.NullMarked;
