/** What the operating system offers beside sockets: signals and processes. */
@NullMarked
package io.miou.os;

import org.jspecify.annotations.NullMarked;
