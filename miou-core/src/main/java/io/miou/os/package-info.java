/** What the operating system offers beside sockets: signals. */
@NullMarked
package io.miou.os;

import org.jspecify.annotations.NullMarked;
