/** Meters of Micrometer for Miou. Start at {@link io.miou.micrometer.MiouMetrics}. */
@NullMarked
package io.miou.micrometer;

import org.jspecify.annotations.NullMarked;
