package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Groups are joined and left; skipped where the backend has none, or the loopback interface carries none. */
abstract class MulticastContract extends Contract {
    /** A group of the block for documentation and tests. Nothing leaves the machine, because the time to live is 0. */
    private static final InetAddress GROUP = InetAddress.ofLiteral("233.252.0.1");
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void member_receivesWhatIsSentToTheGroup_untilItLeaves() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(LOOPBACK);
        assumeTrue(loopback != null, "there is no loopback interface");
        DatagramHandle member = bind(new InetSocketAddress(0));
        join(member, loopback);
        member.join(GROUP, loopback);
        DatagramHandle sender = bind(Driver.loopback(0));
        sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
        sender.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 0);
        int port = ((InetSocketAddress) member.localAddress()).getPort();
        InetSocketAddress group = new InetSocketAddress(GROUP, port);
        try {
            sender.send(ByteBuffer.wrap(new byte[]{1}), group);
        } catch (IOException e) {
            abort("the loopback interface carries no multicast: " + e);
        }
        ByteBuffer target = ByteBuffer.allocate(1);
        assertThat(driver.receive(member, target)).isEqualTo(sender.localAddress());
        assertThat(target.get(0)).isEqualTo((byte) 1);

        member.leave(GROUP, loopback);
        member.leave(GROUP, loopback);
        sender.send(ByteBuffer.wrap(new byte[]{2}), group);
        sender.send(ByteBuffer.wrap(new byte[]{3}), Driver.loopback(port));
        driver.receive(member, target.clear());
        assertThat(target.get(0)).as("the next that came after it had left").isEqualTo((byte) 3);
    }

    @Test
    void join_noMulticastAddress_isIllegalArgument() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(LOOPBACK);
        assumeTrue(loopback != null, "there is no loopback interface");
        DatagramHandle handle = bind(new InetSocketAddress(0));
        join(handle, loopback);
        assertThatIllegalArgumentException().isThrownBy(() -> handle.join(LOOPBACK, loopback));
    }

    private void join(DatagramHandle handle, NetworkInterface via) throws IOException {
        try {
            handle.join(GROUP, via);
        } catch (UnsupportedOperationException e) {
            assertThat(e).hasMessageContaining("nio");
            abort(e.getMessage());
        }
    }

    private DatagramHandle bind(InetSocketAddress local) throws IOException {
        return driver.closing(driver.backend.bind(local, new DatagramOptions(true, false)));
    }
}
