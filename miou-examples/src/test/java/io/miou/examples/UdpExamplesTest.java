package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.UdpSocket;
import io.miou.testkit.MiouTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The questions over a network that loses, doubles and delays datagrams; and both programs on the real one. */
class UdpExamplesTest {

    private static int askAll(int questions) throws Exception {
        try (UdpSocket socket = UdpSocket.bind("127.0.0.1", 0)) {
            Promise<Void> server = Miou.task().lend(socket).async(() -> UdpServer.serve(socket));
            int asked = UdpClient.askAll(socket.localAddress(), questions);
            server.cancel();
            return asked;
        }
    }

    @MiouTest(seeds = 30, faults = MiouTest.FaultLevel.HOSTILE)
    void datagramsThatAreLost_areAskedAgain() throws Exception {
        assertThat(askAll(10)).isGreaterThanOrEqualTo(10);
    }

    @MiouTest(seeds = 3)
    void networkWithoutFaults_needsOneDatagramForEachQuestion() throws Exception {
        assertThat(askAll(10)).isEqualTo(10);
    }

    @Test
    @Tag("slow")
    void programs_talkToEachOther() throws Exception {
        try (Program server = Program.example(UdpServer.class, 0)) {
            String port = server.awaitOutput("-Dexample=UdpClient -Dexample\\.args=(\\d+)$");
            try (Program client = Program.example(UdpClient.class, port, 50)) {
                assertThat(client.awaitExit()).as("%s%s", client, server).isZero();
                assertThat(client.output()).startsWith("50 answers to ");
            }
            server.signal("TERM");
            assertThat(server.awaitExit()).as("%s", server).isZero();
        }
    }
}
