package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The order in which the addresses of a host are tried. */
class AddressesTest {

    private static List<SocketAddress> interleaved(String... hosts) {
        return Addresses.interleaved(addresses(hosts));
    }

    private static List<SocketAddress> addresses(String... hosts) {
        return Stream.of(hosts).<SocketAddress>map(host -> new InetSocketAddress(InetAddress.ofLiteral(host), 7))
                .toList();
    }

    @Test
    void families_takeTurns_andTheFirstStaysFirst() {
        assertThat(interleaved("::1", "::2", "::3", "127.0.0.1", "127.0.0.2"))
                .isEqualTo(addresses("::1", "127.0.0.1", "::2", "127.0.0.2", "::3"));
        assertThat(interleaved("127.0.0.1", "127.0.0.2", "::1", "::2", "::3"))
                .isEqualTo(addresses("127.0.0.1", "::1", "127.0.0.2", "::2", "::3"));
    }

    @Test
    void oneFamily_keepsItsOrder() {
        assertThat(interleaved("127.0.0.2", "127.0.0.1")).isEqualTo(addresses("127.0.0.2", "127.0.0.1"));
        assertThat(interleaved("::1")).isEqualTo(addresses("::1"));
    }

    @Test
    void path_isItself() {
        SocketAddress path = UnixDomainSocketAddress.of("socket");
        assertThat(Addresses.interleaved(List.of(path))).containsExactly(path);
    }
}
