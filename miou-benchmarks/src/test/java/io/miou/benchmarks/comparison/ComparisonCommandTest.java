package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class ComparisonCommandTest {

    /** {@return the plan of a command line} */
    static Plan plan(String... arguments) {
        return CommandLine
                .populateCommand(new ComparisonCommand(), String.join(" ", arguments).strip().split(" ++")).plan();
    }

    @Test
    void nothingChosen_isTheStandardPlan() {
        assertThat(CommandLine.populateCommand(new ComparisonCommand()).plan()).isEqualTo(new Plan(
                List.of("miou-epoll", "netty-epoll", "miou-kqueue", "netty-kqueue", "miou-nio", "netty-nio",
                        "virtual-threads", "c"),
                List.of(new Exchange(Protocol.ECHO, 64)), List.of(1, 64, 1000), 0, 0, 7, Duration.ofSeconds(2),
                Duration.ofSeconds(6), Duration.ZERO, List.of(), Path.of("target", "echo-comparison.json")));
    }

    @Test
    void choices_areTaken() {
        assertThat(plan("--servers=c,miou-nio-portable --connections=10 --rate=1000 --rounds=9 --seconds=0.5",
                "--warmup=0 --trace=1 --json=there.json"))
                .isEqualTo(new Plan(List.of("c", "miou-nio-portable"), List.of(new Exchange(Protocol.ECHO, 64)),
                        List.of(10), 1000, 0, 9, Duration.ofMillis(500), Duration.ZERO, Duration.ofSeconds(1),
                        List.of(), Path.of("there.json")));
        assertThat(plan("--open=0.3").open()).isEqualTo(0.3);
    }

    @Test
    void optionsOfTheJvm_addUp() {
        assertThat(plan("--jvm=-Xlog:gc,safepoint --jvm=-Dx=y").jvm()).containsExactly("-Xlog:gc,safepoint", "-Dx=y");
    }

    @Test
    void protocolsAndSizes_eachWithEach() {
        assertThat(plan("--protocol=echo,request-response --size=64,16384").exchanges()).containsExactly(
                new Exchange(Protocol.ECHO, 64), new Exchange(Protocol.ECHO, 16384),
                new Exchange(Protocol.REQUEST_RESPONSE, 64), new Exchange(Protocol.REQUEST_RESPONSE, 16384));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --protocol=gossip        | 'gossip' is unknown: choose echo, request-response, tls, openssl, tls-handshake or openssl-handshake
            --size=0                 | '0' is not a count: choose a whole number from 1
            --size=16777217          | choose 1 to 16777216 bytes
            --connections=1,many     | 'many' is not a count: choose a whole number from 1
            --rounds=0               | '0' is not a count: choose a whole number from 1
            --rate=-1                | '-1' is not a rate: choose a whole number from 0
            --open=2                 | '2' is not a part of one: choose a number from 0 to 1
            --open=NaN               | 'NaN' is not a part of one: choose a number from 0 to 1
            --open=half              | 'half' is not a part of one: choose a number from 0 to 1
            --open=0.5 --rate=1000   | --open=0.5 and --rate=1000 are two rates of one open loop: set one of them to 0
            --seconds=0              | '0' is not a number of seconds: choose a number above 0
            --seconds=1e99           | at most a year
            --warmup=-1              | '-1' is not a number of seconds: choose 0, or a number above 0
            --trace=NaN              | 'NaN' is not a number of seconds: choose 0, or a number above 0
            """)
    void badValue_isRefusedWithTheOptionAndTheChoices(String arguments, String message) {
        assertThatThrownBy(() -> plan(arguments)).isInstanceOf(ParameterException.class).hasMessageContaining(message)
                .hasMessageContaining(arguments.substring(0, arguments.indexOf('=')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"miou", "netty", "d", "virtual-cats", "miou-nio-portable-fast", "netty-nio-fast"})
    void serverThatDoesNotExist_isRefusedWithThoseThatDo(String name) {
        assertThatThrownBy(() -> plan("--servers=c," + name)).isInstanceOf(ParameterException.class)
                .hasMessageContaining("no server is called '" + name + "'").hasMessageContaining("virtual-threads");
    }
}
