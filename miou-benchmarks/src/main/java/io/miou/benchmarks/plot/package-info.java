/**
 * Plots for reports, as SVG. XChart draws them, headless; they are pictures of numbers and know nothing of what is
 * measured.
 */
package io.miou.benchmarks.plot;
