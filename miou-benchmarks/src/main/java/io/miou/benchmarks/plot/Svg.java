package io.miou.benchmarks.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture that is being drawn, as SVG with real letters and a paper of its own. It is readable on any page, and
 * follows the light or dark colours of the reader. Confined to one thread.
 */
final class Svg {

    static final int WIDTH = 640;
    static final int MARGIN = 16;

    /** A line of a note: letters of 12 pixels beside each other, in a wide font. */
    private static final int NOTE_LETTERS = 98;

    private static final String STYLE = """
              <style>
                text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
                .title { font-size: 15px; font-weight: 600; }
                .group { font-weight: 600; paint-order: stroke; stroke: #ffffff; stroke-width: 4; }
                .note, .tick { font-size: 12px; fill: #59636e; }
                .paper { fill: #ffffff; }
                .gap { stroke: #ffffff; stroke-width: 3; }
                .grid { stroke: #d8dee4; }
                .axis { stroke: #8c959f; }
                .mark { stroke: #1f2328; stroke-width: 1.5; }
                .whisker { stroke: #1f2328; stroke-width: 1.2; }
                .ours { fill: #0969da; }
                .ours-too { fill: #80b3f0; }
                .other { fill: #b6bec7; }
                .worse { fill: #e16f24; }
                .curve { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
                .curve0 { stroke: #0969da; }
                .curve1 { stroke: #bc4c00; }
                .curve2 { stroke: #1a7f37; }
                .curve3 { stroke: #8250df; }
                .curve4 { stroke: #bf3989; }
                .curve5 { stroke: #59636e; }
                @media (prefers-color-scheme: dark) {
                  text { fill: #e6edf3; }
                  .note, .tick { fill: #9ba4ae; }
                  .group { stroke: #151b23; }
                  .paper { fill: #151b23; }
                  .gap { stroke: #151b23; }
                  .grid { stroke: #2f3742; }
                  .axis { stroke: #656c76; }
                  .mark, .whisker { stroke: #e6edf3; }
                  .ours { fill: #4493f8; }
                  .ours-too { fill: #2d5a96; }
                  .other { fill: #5d6570; }
                  .worse { fill: #db6d28; }
                  .curve0 { stroke: #4493f8; }
                  .curve1 { stroke: #f0883e; }
                  .curve2 { stroke: #3fb950; }
                  .curve3 { stroke: #ab7df8; }
                  .curve4 { stroke: #db61a2; }
                  .curve5 { stroke: #9ba4ae; }
                }
              </style>
            """;

    private final StringBuilder shapes = new StringBuilder();
    private final String title;
    private final String words;

    /** The side of its place on which a text is. */
    enum Side {
        RIGHT("start"), LEFT("end"), BOTH("middle");

        private final String anchor;

        Side(String anchor) {
            this.anchor = anchor;
        }
    }

    /** @param words that describe the picture to those who cannot see it */
    Svg(String title, String words) {
        this.title = title;
        this.words = words;
    }

    /** Draws the title and the notes below it. {@return the height that they take} */
    double head(List<String> notes) {
        double y = 28;
        text("title", MARGIN, y, Side.RIGHT, title);
        for (String note : notes) {
            for (String line : wrapped(note)) {
                y += 17;
                text("note", MARGIN, y, Side.RIGHT, line);
            }
        }
        return y;
    }

    void rectangle(String look, double x, double y, double width, double height) {
        add("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>", look, number(x), number(y),
                number(width), number(height));
    }

    void line(String look, double x, double y, double toX, double toY) {
        add("<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>", look, number(x), number(y), number(toX),
                number(toY));
    }

    /** Draws a line through points, which are x and y in turn. */
    void curve(String look, List<Double> points) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < points.size(); i += 2) {
            path.append(i == 0 ? "" : " ").append(number(points.get(i))).append(',').append(number(points.get(i + 1)));
        }
        add("<polyline class=\"curve %s\" points=\"%s\"/>", look, path);
    }

    void text(String look, double x, double y, Side side, String text) {
        add("<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>", look, number(x), number(y),
                side.anchor, escaped(text));
    }

    /** Writes the picture; what was in the file is gone. */
    void write(Path file, double height) throws IOException {
        String size = number(height);
        Files.writeString(file, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %s" width="%d" height="%s" role="img">
                  <title>%s</title>
                  <desc>%s</desc>
                %s  <rect class="paper" width="%d" height="%s" rx="6"/>
                %s</svg>
                """.formatted(WIDTH, size, WIDTH, size, escaped(title), escaped(words), STYLE, WIDTH, size, shapes));
    }

    private void add(String shape, Object... values) {
        shapes.append("  ").append(String.format(Locale.ROOT, shape, values)).append('\n');
    }

    private static List<String> wrapped(String note) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : note.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > NOTE_LETTERS) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** A tenth of a pixel is as fine as a screen shows. */
    private static String number(double number) {
        String text = String.format(Locale.ROOT, "%.1f", number);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
