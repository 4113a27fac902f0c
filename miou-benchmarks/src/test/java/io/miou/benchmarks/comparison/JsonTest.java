package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void valuesInsideOneAnother() {
        assertThat(Json.write(Map.of("all", List.of(1, 2.5, true)))).isEqualTo("{\"all\": [1,\n2.5,\ntrue]}");
    }

    @Test
    void quotesAndControlCharacters_areEscaped() {
        assertThat(Json.write("a \"b\" \\ \n")).isEqualTo("\"a \\\"b\\\" \\\\ \\u000a\"");
    }
}
