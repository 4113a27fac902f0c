package io.miou.benchmarks.options;

/** The text that the help of each command has. */
public final class Usage {

    /** The text before the property that runs the command with Maven. */
    public static final String MAVEN = "%nWith Maven, where a relative path begins in miou-benchmarks:%n"
            + "  mvn -q -ntp compile -pl miou-benchmarks -am ";

    private Usage() {
    }
}
