package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SystemCallsTest {

    @Test
    void tableOfStrace_callsByName() {
        String table = """
                % time     seconds  usecs/call     calls    errors syscall
                ------ ----------- ----------- --------- --------- ----------------
                 61.49    0.201117           7     25911           sendto
                 37.95    0.124118           4     29110      3199 recvfrom
                  0.11    0.000366           9        40           epoll_pwait2
                ------ ----------- ----------- --------- --------- ----------------
                100.00    0.327061           5     55061      3199 total
                """;

        assertThat(SystemCalls.parse(table.lines().toList()).toString())
                .isEqualTo("{recvfrom=29110, sendto=25911, epoll_pwait2=40}");
    }
}
