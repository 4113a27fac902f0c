package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sizes of the files that ship: one class, one idea. */
class FileSizesTest {

    private static final int MOST_LINES = 400;

    /** Has every method that a program calls first, with its Javadoc. */
    private static final String FACADE = "io/miou/Miou.java";

    @Test
    void fileOfTheProduct_hasAtMost400LinesUnlessItIsTheFacade() throws IOException {
        List<String> longer = new ArrayList<>();
        for (Path file : ProjectSources.under("src/main/java")) {
            int lines = Files.readAllLines(file).size();
            if (lines > MOST_LINES && !file.endsWith(FACADE)) {
                longer.add(file + " has " + lines + " lines");
            }
        }
        assertThat(longer).as("give a concern that has a name a class of its own").isEmpty();
    }
}
