/**
 * Tests of faults that schedulers are known to die of. Each <em>killer</em> has a short form in every build and, with
 * {@code -Dmiou.killers=long}, a long form with the numbers that kill.
 */
package io.miou.killers;
