/** Signals and processes of the operating system. */
@NullMarked
package io.miou.os;

import org.jspecify.annotations.NullMarked;
