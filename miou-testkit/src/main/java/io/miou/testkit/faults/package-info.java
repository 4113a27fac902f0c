/**
 * The faults of sockets and their frequencies, described in the same way for a simulated world and for {@code Chaos}.
 */
@NullMarked
package io.miou.testkit.faults;

import org.jspecify.annotations.NullMarked;
