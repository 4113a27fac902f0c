package io.miou.benchmarks.plot;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.Styler.LegendLayout;

/** The common part of all plots: their size, their look, and their way into a file. */
final class Svg {

    static final int WIDTH = 800;
    static final int HEIGHT = 400;

    private Svg() {
    }

    /** Makes AWT work without a screen. Call this before AWT is used. */
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
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
        // Letters are drawn as outlines: a hundredth of a pixel is fine enough for them, and makes half the file.
        Files.writeString(file, svg.toString(StandardCharsets.UTF_8).replaceAll("(\\.\\d\\d)\\d+", "$1"));
    }
}
