/** A terminal program that shows what the tasks of another process do. Start at {@link io.miou.top.MiouTop}. */
@NullMarked
package io.miou.top;

import org.jspecify.annotations.NullMarked;
