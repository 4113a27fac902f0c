/**
 * Shows the activity of tasks: their tree, and an event of the JDK's flight recorder for each. Nothing below calls this
 * package; it is handed what it shows.
 */
@NullMarked
package io.miou.observe;

import org.jspecify.annotations.NullMarked;
