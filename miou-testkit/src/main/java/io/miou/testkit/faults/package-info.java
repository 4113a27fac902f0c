/** What may go wrong, and how often: said to a simulated world and to {@code Chaos} in the same words. */
@NullMarked
package io.miou.testkit.faults;

import org.jspecify.annotations.NullMarked;
