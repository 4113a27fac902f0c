package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class ProxiesCommandTest {

    private static Plan plan(String... arguments) {
        return CommandLine.populateCommand(new ProxiesCommand(), arguments).plan();
    }

    @Test
    void nothingChosen_isALoadThatAllOfThemCanBear() {
        assertThat(plan()).isEqualTo(new Plan(List.of("miou-nio", "netty-nio", "virtual-threads"),
                List.of(new Exchange(Protocol.ECHO, 64)), List.of(64), 5000, 0, 7, Duration.ofSeconds(2),
                Duration.ofSeconds(6), Duration.ZERO, List.of(), Path.of("target", "proxy-comparison.json")));
    }

    @Test
    void choices_areTaken() {
        Plan plan = plan("--servers=miou-epoll", "--connections=1,2", "--rate=0", "--open=0.5", "--warmup=15",
                "--json=there.json");

        assertThat(plan.servers()).containsExactly("miou-epoll");
        assertThat(plan.connections()).containsExactly(1, 2);
        assertThat(plan.rate()).isZero();
        assertThat(plan.open()).isEqualTo(0.5);
        assertThat(plan.warmup()).isEqualTo(Duration.ofSeconds(15));
        assertThat(plan.json()).isEqualTo(Path.of("there.json"));
    }

    @Test
    void proxyThatDoesNotExist_isRefusedWithThoseThatDo() {
        assertThatThrownBy(() -> plan("--servers=miou-nio,c")).isInstanceOf(ParameterException.class)
                .hasMessageContaining("no proxy is called 'c'").hasMessageContaining("virtual-threads");
    }

    @Test
    void openLoopBesideTheRateOfTheDefault_isRefused() {
        assertThatThrownBy(() -> plan("--open=0.5")).isInstanceOf(ParameterException.class)
                .hasMessageContaining("--rate=5000").hasMessageContaining("set one of them to 0");
    }
}
