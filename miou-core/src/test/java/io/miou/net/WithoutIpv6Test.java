package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.testing.FreshJvm;
import io.miou.testing.Variant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A program without IPv6: IPv6 addresses are refused with a message, and a host that has others is still reached. */
class WithoutIpv6Test {

    @Test
    void ipv6Addresses_areRefused_andTheNextAddressIsTried() throws Exception {
        FreshJvm.Ended ended = FreshJvm
                .of(WithoutIpv6.class, "-Djava.net.preferIPv4Stack=true", "-XX:TieredStopAtLevel=1").run();
        List<String> lines = ended.output().lines().toList();
        Variant.all().forEach(variant -> {
            for (String operation : List.of("connect", "listen", "bind", "send", "connect UDP")) {
                assertThat(lines).contains(variant + ": " + operation + ": refused");
            }
            assertThat(lines).contains(variant + ": race: true");
        });
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }
}
