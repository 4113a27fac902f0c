package io.miou.backend.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.junit.jupiter.api.Test;

/** Errors that Netty throws without an error number. The table of numbers is tested in the modules that have one. */
class NativeErrorsTest {

    private final FakeTransport transport = new FakeTransport();
    private final SocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9);

    @Test
    void transfer_notConnected_isSocketException() {
        assertThat(NativeErrors.transferring(transport, new NotYetConnectedException()))
                .isExactlyInstanceOf(SocketException.class).hasMessage("Socket is not connected");
    }

    @Test
    void closed_staysWhatItIs() {
        IOException closed = new ClosedChannelException();
        assertThat(NativeErrors.transferring(transport, closed)).isSameAs(closed);
        assertThat(NativeErrors.connecting(transport, closed, address)).isSameAs(closed);
        assertThat(NativeErrors.binding(transport, closed, address)).isSameAs(closed);
    }

    @Test
    void option_refused_isSocketException() {
        ChannelException failure = new ChannelException("setsockopt() failed: Invalid argument");
        assertThat(NativeErrors.option(transport, failure, "SO_ANY")).isExactlyInstanceOf(SocketException.class)
                .hasMessage("Invalid argument: SO_ANY").hasCause(failure);
    }

    @Test
    void bug_isNotHiddenInAnIOException() {
        IllegalStateException bug = new IllegalStateException("a bug");
        assertThatIllegalStateException().isThrownBy(() -> NativeErrors.transferring(transport, bug)).isSameAs(bug);
        assertThatIllegalStateException().isThrownBy(() -> NativeErrors.connecting(transport, bug, address))
                .isSameAs(bug);
        assertThatIllegalStateException().isThrownBy(() -> NativeErrors.option(transport, bug, "SO_ANY")).isSameAs(bug);
    }
}
