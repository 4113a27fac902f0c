package io.miou.observe;

import java.io.IOException;
import java.io.Writer;

/** The destination of a tree, which gets pieces of text and keeps no copy of them. For one thread. */
final class TreeOutput {

    private static final int FIRST_SIZE = 512;

    private final Appendable out;
    private char[] chars = new char[FIRST_SIZE];

    TreeOutput(Appendable out) {
        this.out = out;
    }

    void append(String text) throws IOException {
        out.append(text);
    }

    /** Appends the contents of a builder. A writer would make a string of them. */
    void append(StringBuilder text) throws IOException {
        if (out instanceof Writer writer) {
            int length = text.length();
            if (length > chars.length) {
                chars = new char[Math.max(length, 2 * chars.length)];
            }
            text.getChars(0, length, chars, 0);
            writer.write(chars, 0, length);
        } else {
            out.append(text);
        }
    }
}
