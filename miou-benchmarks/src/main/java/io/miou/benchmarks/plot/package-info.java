/**
 * Plots for reports, as SVG: pictures of numbers, which know nothing of what is measured. Letters are text and colours
 * have a light and a dark form, so that a browser and a reader's settings decide how they look.
 */
package io.miou.benchmarks.plot;
