package io.miou.backend.netty;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** Addresses that Netty would cut short or not understand are refused before anything is opened. */
class NativeAddressesTest {

    private final FakeTransport transport = new FakeTransport(); // 10 bytes of path

    private void check(SocketAddress address) throws Exception {
        NativeAddresses.check(transport, address);
    }

    @Test
    void internetAddress_isFine() {
        assertThatCode(() -> check(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0))).doesNotThrowAnyException();
        assertThatCode(() -> check(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)))
                .doesNotThrowAnyException();
    }

    @Test
    void unresolvedName_isUnknownHost() {
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> check(InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
                .withMessage("nowhere.invalid");
    }

    @Test
    void path_upToTheLimitInBytes_isFine() {
        assertThatCode(() -> check(UnixDomainSocketAddress.of("/234567890"))).doesNotThrowAnyException();
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> check(UnixDomainSocketAddress.of("/2345678901"))).withMessageContaining("10 bytes");
    }

    @Test
    void path_empty_isRefused() {
        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> check(UnixDomainSocketAddress.of("")))
                .withMessageContaining("path");
    }

    @Test
    void foreignKind_isIllegalArgument() {
        assertThatIllegalArgumentException().isThrownBy(() -> check(new SocketAddress() {
            @Override
            public String toString() {
                return "foreign";
            }
        })).withMessageContaining("foreign").withMessageContaining("fake");
    }
}
