package io.miou.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import javax.net.ssl.SSLException;

/** The end of a TLS stream: close-notify in both directions, ownership, and users that meet. */
class TlsCloseTest {

    @OnEveryBackend
    void shutdownOutput_leavesReadingPossible(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.established("TLSv1.3")) {
                secured.client().write("question".getBytes(US_ASCII));
                secured.client().shutdownOutput();
                secured.client().shutdownOutput();
                assertThat(Loopback.readToEnd(secured.server())).isEqualTo("question".getBytes(US_ASCII));
                secured.server().write("answer".getBytes(US_ASCII));
                secured.server().write(Loopback.bytes(100_000, 1));
                secured.server().shutdownOutput();
                byte[] all = Loopback.readToEnd(secured.client());
                assertThat(new String(all, 0, 6, US_ASCII)).isEqualTo("answer");
                assertThat(all).hasSize(100_006);
                assertThat(secured.client().read(new byte[1])).isEqualTo(-1);
                assertThat(catchThrowable(() -> secured.client().write(new byte[1])))
                        .isInstanceOf(ClosedChannelException.class).hasStackTraceContaining("after shutdownOutput");
            }
        });
    }

    @OnEveryBackend
    void questionThatComesTogetherWithTheEnd_canBeAnswered(Variant variant) {
        variant.run(() -> {
            for (String version : TlsEchoTest.PROTOCOLS) {
                try (Secured secured = Secured.established(version)) {
                    secured.client().write("question".getBytes(US_ASCII));
                    secured.client().shutdownOutput();
                    byte[] question = new byte[1_000];
                    assertThat(secured.server().read(question)).isEqualTo(8);
                    secured.server().write("answer".getBytes(US_ASCII));
                    assertThat(secured.server().read(question)).isEqualTo(-1);
                    secured.server().shutdownOutput();
                    assertThat(Loopback.readToEnd(secured.client())).isEqualTo("answer".getBytes(US_ASCII));
                }
            }
        });
    }

    @OnEveryBackend
    void shutdownOutputBeforeTls13_endsBothDirections(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.established("TLSv1.2")) {
                secured.client().write("question".getBytes(US_ASCII));
                secured.client().shutdownOutput();
                // An answer that is written before the end is read arrives.
                secured.server().write("answer".getBytes(US_ASCII));
                assertThat(Loopback.readToEnd(secured.server())).isEqualTo("question".getBytes(US_ASCII));
                assertThat(catchThrowable(() -> secured.server().write(new byte[1])))
                        .isInstanceOf(ClosedChannelException.class).hasStackTraceContaining("TLS 1.3");
                secured.server().close();
                assertThat(Loopback.readToEnd(secured.client())).isEqualTo("answer".getBytes(US_ASCII));
            }
        });
    }

    @OnEveryBackend
    void shutdownOutputBeforeTheHandshake_doesIt(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.open("TLSv1.3")) {
                Promise<byte[]> server = Miou.task().lend(secured.server())
                        .async(() -> Loopback.readToEnd(secured.server()));
                secured.client().shutdownOutput();
                assertThat(server.await()).isEmpty();
                secured.server().write(new byte[]{4});
                assertThat(Loopback.read(secured.client(), 1)).containsExactly(4);
            }
        });
    }

    @OnEveryBackend
    void close_isACleanEndForThePeer(Variant variant) {
        variant.run(() -> {
            for (String version : TlsEchoTest.PROTOCOLS) {
                Secured secured = Secured.established(version);
                try (TlsStream server = secured.server()) {
                    secured.client().write(new byte[]{1, 2});
                    secured.client().close();
                    secured.client().close();
                    assertThat(Loopback.readToEnd(server)).containsExactly(1, 2);
                    assertThat(catchThrowable(() -> secured.client().read(new byte[1])))
                            .isInstanceOf(ClosedChannelException.class);
                    assertThat(catchThrowable(() -> secured.client().write(new byte[1])))
                            .isInstanceOf(ClosedChannelException.class);
                    assertThat(catchThrowable(secured.client()::shutdownOutput))
                            .isInstanceOf(ClosedChannelException.class);
                    assertThat(secured.client().available()).isZero();
                }
            }
        });
    }

    @OnEveryBackend
    void taskThatFails_leavesNoCleanEnd(Variant variant) {
        variant.run(() -> {
            Secured secured = Secured.established("TLSv1.3");
            // The client reads what the server has sent, or else the system resets the connection.
            secured.server().write(new byte[]{0});
            assertThat(Loopback.read(secured.client(), 1)).containsExactly(0);
            Promise<Void> failing = Miou.task().give(secured.client()).async(() -> {
                secured.client().write(new byte[]{1, 2});
                throw new IOException("as planned");
            });
            assertThat(failing.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
            try (TlsStream server = secured.server()) {
                assertThat(catchThrowable(() -> Loopback.readToEnd(server))).isInstanceOf(SSLException.class);
            }
        });
    }

    @OnEveryBackend
    void closeInACancelledTask_isACleanEnd(Variant variant) {
        variant.run(() -> {
            Secured secured = Secured.established("TLSv1.3");
            Promise<Void> reader = Miou.task().give(secured.client()).async(() -> {
                try (TlsStream client = secured.client()) {
                    int _ = client.read(new byte[1]);
                }
            });
            Waiting.until(reader, "reading from");
            reader.cancel();
            try (TlsStream server = secured.server()) {
                assertThat(server.read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    @Slow
    @OnEveryEngine
    void closeWithAPeerThatReadsNothing_returns(Variant variant) {
        variant.run(() -> {
            Secured secured = Secured.established("TLSv1.3");
            Promise<Void> writer = Miou.task().give(secured.client()).async(() -> {
                try (TlsStream client = secured.client()) {
                    client.write(new byte[1 << 24]);
                }
            });
            Waiting.untilSettled(writer, "writing to");
            // What is encrypted already does not fit either.
            writer.cancel();
            secured.server().close();
        });
    }

    @OnEveryBackend
    void ownerThatClosesWhileABorrowerWaits_endsItsWait(Variant variant) {
        variant.run(() -> {
            Secured secured = Secured.established("TLSv1.3");
            TlsStream client = secured.client();
            Promise<Throwable> reader = Miou.task().lend(client)
                    .async(() -> catchThrowable(() -> client.read(new byte[1])));
            Promise<Throwable> writer = Miou.task().lend(client)
                    .async(() -> catchThrowable(() -> client.write(new byte[1 << 24])));
            Waiting.until(reader, "reading from");
            Waiting.until(writer, "writing to");
            client.close();
            assertThat(reader.await()).isInstanceOf(AsynchronousCloseException.class);
            assertThat(writer.await()).isInstanceOf(AsynchronousCloseException.class);
            secured.server().close();
        });
    }

    @OnEveryBackend
    void ownerThatClosesDuringTheHandshakeOfBorrowers_endsTheirWaits(Variant variant) {
        variant.run(() -> {
            Secured secured = Secured.open("TLSv1.3");
            TlsStream client = secured.client();
            Promise<Throwable> first = Miou.task().lend(client)
                    .async(() -> catchThrowable(() -> client.read(new byte[1])));
            Promise<Throwable> second = Miou.task().lend(client)
                    .async(() -> catchThrowable(() -> client.write(new byte[1])));
            Waiting.until(first, "reading from");
            Waiting.until(second, "semaphore");
            client.close();
            assertThat(first.await()).isInstanceOf(AsynchronousCloseException.class);
            assertThat(second.await()).isInstanceOf(AsynchronousCloseException.class);
            secured.server().close();
        });
    }

    @OnEveryBackend
    void shutdownOutputWhileAnotherWrites_endsThatWrite(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.established("TLSv1.3")) {
                TlsStream client = secured.client();
                ByteBuffer source = ByteBuffer.wrap(Loopback.bytes(1 << 24, 5));
                Promise<Throwable> writer = Miou.task().lend(client)
                        .async(() -> catchThrowable(() -> client.write(source)));
                Waiting.until(writer, "writing to");
                client.shutdownOutput();
                byte[] received = Loopback.readToEnd(secured.server());
                assertThat(writer.await()).isInstanceOf(ClosedChannelException.class);
                assertThat(received).hasSize(source.position());
                assertThat(ByteBuffer.wrap(received)).isEqualTo(source.flip());
            }
        });
    }

    @OnEveryEngine
    void secondReaderAndSecondWriter_areRefused(Variant variant) {
        variant.run(() -> {
            Secured secured = Secured.established("TLSv1.3");
            TlsStream client = secured.client();
            Promise<Throwable> reader = Miou.task().lend(client)
                    .async(() -> catchThrowable(() -> client.read(new byte[1])));
            Promise<Throwable> writer = Miou.task().lend(client)
                    .async(() -> catchThrowable(() -> client.write(new byte[1 << 24])));
            Waiting.until(reader, "reading from");
            Waiting.until(writer, "writing to");
            assertThat(catchThrowable(() -> client.read(new byte[1]))).isInstanceOf(ReadPendingException.class)
                    .hasStackTraceContaining("Mutex");
            assertThat(catchThrowable(() -> client.write(new byte[1]))).isInstanceOf(WritePendingException.class);
            client.close();
            secured.server().close();
            assertThat(reader.await()).isNotNull();
            assertThat(writer.await()).isNotNull();
        });
    }

    @OnEveryEngine
    void borrower_mayNotClose(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.established("TLSv1.3")) {
                TlsStream client = secured.client();
                assertThat(Miou.task().lend(client).async(() -> catchThrowable(client::close)).await())
                        .isInstanceOf(NotOwnerError.class);
                assertThat(Miou.async(() -> catchThrowable(() -> client.read(new byte[1]))).await())
                        .isInstanceOf(NotOwnerError.class);
                client.write(new byte[]{1});
                assertThat(Loopback.read(secured.server(), 1)).containsExactly(1);
            }
        });
    }

    @OnEveryBackend
    void streamThatWasTransferred_isNotClosedByItsFormerOwner(Variant variant) {
        variant.run(() -> {
            Secured secured = Secured.established("TLSv1.3");
            Promise<TlsStream> child = Miou.task().give(secured.client()).async(() -> {
                try (TlsStream client = secured.client()) {
                    return client.transfer();
                }
            });
            try (TlsStream client = child.await(); TlsStream server = secured.server()) {
                client.write(new byte[]{8});
                assertThat(Loopback.read(server, 1)).containsExactly(8);
            }
        });
    }

    @OnEveryBackend
    void disownedStream_canBeAdopted(Variant variant) {
        variant.run(() -> {
            Secured secured = Secured.established("TLSv1.3");
            secured.client().disown();
            secured.client().close();
            Promise<Void> elsewhere = Miou.call(() -> {
                try (TlsStream client = secured.client().adopt()) {
                    client.write(new byte[]{9});
                }
            });
            try (TlsStream server = secured.server()) {
                assertThat(Loopback.readToEnd(server)).containsExactly(9);
            }
            elsewhere.await();
        });
    }
}
