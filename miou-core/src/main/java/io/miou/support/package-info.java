/** What every package of this module may use and what uses none of them. */
@NullMarked
package io.miou.support;

import org.jspecify.annotations.NullMarked;
