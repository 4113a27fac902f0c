package io.miou.benchmarks.plot;

import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.Styler.LegendLayout;

/** What all plots have in common: their size, their look, and how they become a file. */
final class Svg {

    static final int WIDTH = 800;
    static final int HEIGHT = 400;

    private Svg() {
    }

    /** Before anything of AWT is used: a plot needs no screen. */
    static void prepare() {
        System.setProperty("java.awt.headless", "true");
    }

    static <S extends Styler> S style(S styler) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setDecimalPattern("#,##0.##");
        return styler;
    }

    static void write(Chart<?, ?> chart, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
        }
    }
}
