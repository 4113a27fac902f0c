package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;

/** Ends one direction of a connection while the other goes on. */
class HalfCloseTest {

    @OnEveryBackend
    void clientThatHasFinishedWriting_stillReads(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.client().write(new byte[]{1, 2});
                connection.client().shutdownOutput();
                assertThat(Loopback.readToEnd(connection.server())).containsExactly(1, 2);
                connection.server().write(new byte[]{3, 4});
                connection.server().shutdownOutput();
                assertThat(Loopback.readToEnd(connection.client())).containsExactly(3, 4);
            }
        });
    }

    @OnEveryBackend
    void serverThatHasFinishedWriting_stillReads(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.server().shutdownOutput();
                assertThat(Loopback.readToEnd(connection.client())).isEmpty();
                connection.client().write(new byte[]{5});
                assertThat(Loopback.read(connection.server(), 1)).containsExactly(5);
            }
        });
    }

    @OnEveryBackend
    void waitingReader_seesThePeersHalfClose(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                Promise<Integer> reader = Miou.task().lend(connection.server())
                        .async(() -> connection.server().read(new byte[1]));
                Waiting.until(reader, "reading from");
                connection.client().shutdownOutput();
                assertThat(reader.await()).isEqualTo(-1);
            }
        });
    }

    @OnEveryBackend
    void writeAfterShutdownOutput_isAnIoException(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.client().shutdownOutput();
                connection.client().shutdownOutput();
                assertThatThrownBy(() -> connection.client().write(new byte[]{1})).isInstanceOf(IOException.class);
                connection.client().check();
            }
        });
    }

    @OnEveryBackend
    void readAfterShutdownInput_isTheEndOfTheStream_andWritingGoesOn(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.server().shutdownInput();
                assertThat(connection.server().read(new byte[1])).isEqualTo(-1);
                connection.server().write(new byte[]{6});
                assertThat(Loopback.read(connection.client(), 1)).containsExactly(6);
            }
        });
    }

    @OnEveryBackend
    void shutdownInput_endsTheWaitOfAReader(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                Promise<Integer> reader = Miou.task().lend(connection.server())
                        .async(() -> connection.server().read(new byte[1]));
                Waiting.until(reader, "reading from");
                connection.server().shutdownInput();
                assertThat(reader.await()).isEqualTo(-1);
            }
        });
    }
}
