package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.benchmarks.proxy.MiouProxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFileTest {

    @Test
    void linesOfCode_areThoseThatSaySomething() {
        SourceFile file = new SourceFile("""
                package a;

                import b.C;

                /**
                 * About it.
                 */
                class D { // the first

                    /* not */ String url = "http://x/*"; // the second
                    char quote = '"'; /* the third,
                    and its comment */
                    //
                } // "the fourth"
                """);

        assertThat(file.linesOfCode()).isEqualTo(4);
    }

    @Test
    void forgottenLineThatIsNotThere_isAnError(@TempDir Path directory) {
        ForgottenLine line = new ForgottenLine(MiouProxy.class, "no such line", "");

        assertThatThrownBy(() -> line.compile(directory, System.getProperty("java.class.path")))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("MiouProxy")
                .hasMessageContaining("no such line");
    }
}
