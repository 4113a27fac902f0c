package io.miou.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** The views as {@code InputStream} and {@code OutputStream}, and what the JDK builds on them. */
class StreamViewsTest {

    @OnEveryBackend
    void bufferedReaderAndPrintWriter_talkInLines(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                Promise<Void> answers = Miou.task().give(connection.server()).call(() -> {
                    try (TcpStream server = connection.server();
                            BufferedReader reader = new BufferedReader(
                                    new InputStreamReader(server.inputStream(), UTF_8));
                            PrintWriter writer = new PrintWriter(server.outputStream(), true, UTF_8)) {
                        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                            writer.println("echo " + line);
                        }
                    }
                });
                PrintWriter writer = new PrintWriter(connection.client().outputStream(), true, UTF_8);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(connection.client().inputStream(), UTF_8));
                for (String line : List.of("one", "zwölf", "")) {
                    writer.println(line);
                    assertThat(reader.readLine()).isEqualTo("echo " + line);
                }
                connection.client().shutdownOutput();
                assertThat(reader.readLine()).isNull();
                answers.await();
            }
        });
    }

    @OnEveryBackend
    void objectStreams_carryObjects(Variant variant) {
        Map<String, List<Integer>> sent = Map.of("primes", List.of(2, 3, 5), "none", List.of());
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                Promise<Object> received = Miou.task().lend(connection.server())
                        .async(() -> new ObjectInputStream(connection.server().inputStream()).readObject());
                ObjectOutputStream output = new ObjectOutputStream(connection.client().outputStream());
                output.writeObject(sent);
                output.flush();
                assertThat(received.await()).isEqualTo(sent);
            }
        });
    }

    @OnEveryBackend
    void singleBytes_keepTheirValuesFrom0To255(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                OutputStream output = connection.client().outputStream();
                for (int value = 0; value < 256; value++) {
                    output.write(value);
                }
                connection.client().shutdownOutput();
                InputStream input = connection.server().inputStream();
                for (int value = 0; value < 256; value++) {
                    assertThat(input.read()).isEqualTo(value);
                }
                assertThat(input.read()).isEqualTo(-1);
                assertThat(input.read(new byte[3])).isEqualTo(-1);
                assertThat(input.readAllBytes()).isEmpty();
            }
        });
    }

    @OnEveryBackend
    void inheritedMethods_work(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                byte[] bytes = Loopback.bytes(1000, 4);
                connection.client().outputStream().write(bytes, 0, 1000);
                connection.client().shutdownOutput();
                InputStream input = connection.server().inputStream();
                assertThat(input.read(new byte[0])).isZero();
                input.skipNBytes(100);
                byte[] part = input.readNBytes(400);
                ByteArrayOutputStream rest = new ByteArrayOutputStream();
                assertThat(input.transferTo(rest)).isEqualTo(500);
                assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(bytes, 100, 500));
                assertThat(rest.toByteArray()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 500, 1000));
            }
        });
    }

    @OnEveryBackend
    void badPartsOfAnArray_areIndexErrors(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                assertThatThrownBy(() -> connection.client().inputStream().read(new byte[4], 3, 2))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> connection.client().outputStream().write(new byte[4], -1, 2))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        });
    }

    @OnEveryBackend
    void closingAView_closesTheStream(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.client().outputStream().close();
                assertThatThrownBy(() -> connection.client().write(new byte[1]))
                        .isInstanceOf(ClosedChannelException.class);
                assertThat(connection.server().inputStream().read()).isEqualTo(-1);
                connection.server().inputStream().close();
                assertThatThrownBy(() -> connection.server().read(new byte[1]))
                        .isInstanceOf(ClosedChannelException.class);
            }
        });
    }

    @OnEveryBackend
    void viewOfAStranger_isANotOwnerError(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                InputStream input = connection.client().inputStream();
                OutputStream output = connection.client().outputStream();
                Miou.async(() -> {
                    assertThatThrownBy(input::read).isInstanceOf(NotOwnerError.class);
                    assertThatThrownBy(() -> output.write(1)).isInstanceOf(NotOwnerError.class);
                    assertThatThrownBy(input::close).isInstanceOf(NotOwnerError.class);
                }).await();
            }
        });
    }

    @OnEveryBackend
    void readLineBeyondItsLimit_isATimeout_andTheStreamCanBeUsedOn(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(connection.server().inputStream(), UTF_8));
                assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(20), reader::readLine))
                        .isInstanceOf(TimeoutException.class);
                connection.client().write("a line\n".getBytes(UTF_8));
                assertThat(reader.readLine()).isEqualTo("a line");
            }
        });
    }
}
