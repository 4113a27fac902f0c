package io.miou.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Durations have two units at most. */
class SpansTest {

    @ParameterizedTest
    @CsvSource({"0, 0 ms", "99, 0.0 ms", "250000, 0.2 ms", "1000000, 1 ms", "999999999, 999 ms", "1000000000, 1.0 s",
        "59990000000, 59.9 s", "60000000000, 1 min 0 s", "3599000000000, 59 min 59 s", "3600000000000, 1 h 0 min",
        "86400000000000, 1 d 0 h", "9223372036854775807, 106751 d 23 h"})
    void nanoseconds_areWrittenForReaders(long nanos, String words) {
        assertThat(Spans.words(nanos)).isEqualTo(words);
    }
}
