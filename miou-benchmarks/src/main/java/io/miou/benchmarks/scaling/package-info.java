/**
 * Shows by counting, not by timing, that domains share nothing on the path of a message, and what very many fibers and
 * timers cost. Start at {@code ScalingCommand}.
 */
package io.miou.benchmarks.scaling;
