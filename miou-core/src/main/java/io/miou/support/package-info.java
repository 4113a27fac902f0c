/** Helpers that every package of this module may use, and that use no other package of it. */
@NullMarked
package io.miou.support;

import org.jspecify.annotations.NullMarked;
