package io.miou.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Promise;
import io.miou.codec.Frames.Ends;
import io.miou.net.ByteStream;
import io.miou.testkit.MiouTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.EncoderException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.MessageToByteEncoder;
import io.netty.handler.codec.MessageToMessageDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Messages, ends, failures and ownership of a {@link CodecStream} whose handlers are called by hand. */
@ExtendWith(NoLeaks.class)
@Timeout(60)
class CodecStreamTest {

    private static final Codec<String, String> LINES = Codec.of(String.class, String.class,
            () -> new LineBasedFrameDecoder(100), StringDecoder::new, StringEncoder::new);

    /** Makes a message of each frame that has a count of its own. */
    private static final class Copier extends MessageToMessageDecoder<ByteBuf> {
        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf frame, List<Object> out) {
            out.add(frame.copy());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<String> receiveAll(CodecStream<String, ?> stream) throws IOException {
        List<String> all = new ArrayList<>();
        for (String next = stream.receive(); next != null; next = stream.receive()) {
            all.add(next);
        }
        return all;
    }

    @MiouTest(seeds = 5, faults = MiouTest.FaultLevel.ROUGH)
    void lines_areReceivedUntilTheCleanEnd() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<String, String> near = LINES.over(ends.near()); ByteStream far = ends.far()) {
            far.write(bytes("one\ntwo\r\nthree\n"));
            far.shutdownOutput();
            assertThat(receiveAll(near)).containsExactly("one", "two", "three");
            assertThat(near.receive()).isNull();
        }
    }

    @MiouTest(seeds = 5, faults = MiouTest.FaultLevel.ROUGH)
    void endInALine_isNoCleanEnd() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<String, String> near = LINES.over(ends.near()); ByteStream far = ends.far()) {
            far.write(bytes("one\ntw"));
            far.shutdownOutput();
            assertThat(near.receive()).isEqualTo("one");
            assertThatThrownBy(near::receive).isInstanceOf(EOFException.class)
                    .hasMessageContaining("middle of a message");
            assertThatThrownBy(near::receive).isInstanceOf(EOFException.class);
        }
    }

    @MiouTest(seeds = 3)
    void endAfterAMessageThatIsNotTheLast_isNoCleanEnd() throws Exception {
        Codec<String, String> untilEmpty = LINES.endsAfter(String::isEmpty);
        Ends ends = Ends.connect();
        try (CodecStream<String, String> near = untilEmpty.over(ends.near()); ByteStream far = ends.far()) {
            far.write(bytes("one\n\ntwo\n"));
            far.shutdownOutput();
            assertThat(near.receive()).isEqualTo("one");
            assertThat(near.receive()).isEmpty();
            assertThat(near.receive()).isEqualTo("two");
            assertThatThrownBy(near::receive).isInstanceOf(EOFException.class);
        }
    }

    @MiouTest(seeds = 3)
    void endBeforeTheFirstMessage_isClean() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<String, String> near = LINES.endsAfter(String::isEmpty).over(ends.near());
                ByteStream far = ends.far()) {
            far.shutdownOutput();
            assertThat(near.receive()).isNull();
        }
    }

    @MiouTest(seeds = 3)
    void bytesThatCannotBeDecoded_areAFailureAtTheirPlace() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<String, String> near = LINES.over(ends.near()); ByteStream far = ends.far()) {
            far.write(bytes("one\n" + "x".repeat(200) + "\ntwo\n"));
            far.shutdownOutput();
            assertThat(near.receive()).isEqualTo("one");
            assertThatThrownBy(near::receive).isInstanceOf(UndecodableException.class)
                    .hasMessageContaining("TooLongFrame");
            // This decoder goes on after the line.
            assertThat(near.receive()).isEqualTo("two");
            assertThatThrownBy(near::receive).isInstanceOf(UndecodableException.class);
        }
    }

    @MiouTest(seeds = 3)
    void messageOfAnotherClass_isRefusedAndReleased() throws Exception {
        Codec<String, String> noStrings = Codec.of(String.class, String.class, () -> new LineBasedFrameDecoder(100));
        Ends ends = Ends.connect();
        try (CodecStream<String, String> near = noStrings.over(ends.near()); ByteStream far = ends.far()) {
            far.write(bytes("one\n"));
            assertThatThrownBy(near::receive).isInstanceOf(ClassCastException.class);
        }
    }

    @MiouTest(seeds = 5, faults = MiouTest.FaultLevel.ROUGH)
    void whatATaskSent_isWrittenBeforeItWaits() throws Exception {
        Ends ends = Ends.connect();
        Promise<List<String>> client = Miou.task().give(ends.far()).call(() -> {
            try (CodecStream<String, String> far = LINES.over(ends.far())) {
                List<String> answers = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    far.send("question " + i + "\n");
                    answers.add(far.receive());
                }
                return answers;
            }
        });
        try (CodecStream<String, String> near = LINES.over(ends.near())) {
            for (String line = near.receive(); line != null; line = near.receive()) {
                near.send("answer to " + line + "\n");
            }
        }
        assertThat(client.await()).containsExactly("answer to question 0", "answer to question 1",
                "answer to question 2");
    }

    @MiouTest(seeds = 3)
    void messageIsReleasedByTheNextReceive_andKeptIfRetained() throws Exception {
        Codec<ByteBuf, ByteBuf> copying = Codec.of(ByteBuf.class, ByteBuf.class,
                () -> new LengthFieldBasedFrameDecoder(1 << 20, 0, 4, 0, 4), Copier::new);
        Ends ends = Ends.connect();
        try (CodecStream<ByteBuf, ByteBuf> near = copying.over(ends.near());
                CodecStream<ByteBuf, ByteBuf> far = Frames.BY_HAND.over(ends.far())) {
            for (int i = 0; i < 3; i++) {
                far.send(Frames.frame(i, 10));
            }
            far.flush();
            ByteBuf first = near.receive();
            ByteBuf second = near.receive().retain();
            assertThat(first.refCnt()).isZero();
            ByteBuf third = near.receive();
            assertThat(Frames.number(second)).isEqualTo(1);
            assertThat(second.release()).isTrue();
            near.close();
            assertThat(third.refCnt()).isZero();
        }
    }

    @MiouTest(seeds = 5, faults = MiouTest.FaultLevel.ROUGH)
    void receivedMessage_canBeSentBackAsItIs() throws Exception {
        Ends ends = Ends.connect();
        Promise<Void> echo = Miou.task().give(ends.near()).call(() -> {
            try (CodecStream<ByteBuf, ByteBuf> near = Frames.BY_HAND.over(ends.near())) {
                for (ByteBuf frame = near.receive(); frame != null; frame = near.receive()) {
                    near.send(frame);
                }
            }
        });
        try (CodecStream<ByteBuf, ByteBuf> far = Frames.BY_HAND.over(ends.far())) {
            for (int i = 0; i < 20; i++) {
                far.send(Frames.frame(i, 100 * i));
            }
            far.shutdownOutput();
            for (int i = 0; i < 20; i++) {
                assertThat(Frames.number(far.receive())).isEqualTo(i);
            }
            assertThat(far.receive()).isNull();
        }
        echo.await();
    }

    @MiouTest(seeds = 3)
    void messagesOfATaskThatFails_areReleasedForIt() throws Exception {
        Ends ends = Ends.connect();
        List<ByteBuf> seen = new ArrayList<>();
        Promise<Void> victim = Miou.task().give(ends.near()).async(() -> {
            CodecStream<ByteBuf, ByteBuf> near = Frames.BY_HAND.over(ends.near());
            seen.add(near.receive());
            near.send(Frames.frame(1, 10));
            throw new IllegalStateException("on purpose");
        });
        try (CodecStream<ByteBuf, ByteBuf> far = Frames.BY_HAND.over(ends.far())) {
            far.send(Frames.frame(0, 10));
            far.send(Frames.frame(1, 10));
            // And a part of a third.
            far.flush();
            ends.far().write(new byte[]{0, 0, 1, 0, 7});
            assertThatThrownBy(victim::await).hasRootCauseMessage("on purpose");
        }
        assertThat(seen.getFirst().refCnt()).isZero();
    }

    @MiouTest(seeds = 3)
    void streamIsGivenToAnotherDomain_andGoesOnThere() throws Exception {
        Ends ends = Ends.connect();
        CodecStream<ByteBuf, ByteBuf> near = Frames.BY_HAND.over(ends.near());
        try (CodecStream<ByteBuf, ByteBuf> far = Frames.BY_HAND.over(ends.far())) {
            far.send(Frames.frame(0, 10));
            far.send(Frames.frame(1, 10));
            far.flush();
            assertThat(Frames.number(near.receive())).isZero();
            Promise<CodecStream<ByteBuf, ByteBuf>> elsewhere = Miou.task().give(near).call(() -> {
                assertThat(Frames.number(near.receive())).isEqualTo(1);
                near.send(Frames.frame(2, 10));
                return near.transfer();
            });
            try (CodecStream<ByteBuf, ByteBuf> back = elsewhere.await()) {
                back.flush();
                assertThat(Frames.number(far.receive())).isEqualTo(2);
            }
        }
    }

    @MiouTest(seeds = 5, faults = MiouTest.FaultLevel.ROUGH)
    void tasksThatSendAtOnce_doNotMixTheirMessages() throws Exception {
        Ends ends = Ends.connect();
        Promise<Integer> reader = Miou.task().give(ends.far()).call(() -> {
            try (CodecStream<ByteBuf, ByteBuf> far = Frames.BY_HAND.over(ends.far())) {
                int count = 0;
                for (ByteBuf frame = far.receive(); frame != null; frame = far.receive()) {
                    assertThat(frame.readableBytes()).isGreaterThan(Frames.number(frame));
                    count++;
                }
                return count;
            }
        });
        try (CodecStream<ByteBuf, ByteBuf> near = Frames.BY_HAND.pending(1000).over(ends.near())) {
            List<Promise<Void>> senders = new ArrayList<>();
            for (int task = 0; task < 3; task++) {
                senders.add(Miou.task().lend(near).async(() -> {
                    for (int i = 0; i < 20; i++) {
                        near.sendAndFlush(Frames.frame(i * 17, i * 17));
                    }
                }));
            }
            Miou.all(senders);
            near.shutdownOutput();
            assertThat(reader.await()).isEqualTo(60);
        }
    }

    @MiouTest(seeds = 3)
    void receiveWhoseLimitExpired_canBeRepeated() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<String, String> near = LINES.over(ends.near()); ByteStream far = ends.far()) {
            far.write(bytes("be"));
            assertThatThrownBy(() -> Miou.timeout(Duration.ofSeconds(1), near::receive))
                    .isInstanceOf(TimeoutException.class);
            far.write(bytes("gin\n"));
            assertThat(near.receive()).isEqualTo("begin");
        }
    }

    @MiouTest(seeds = 3)
    void secondReceiver_isRefused() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<String, String> near = LINES.over(ends.near()); ByteStream far = ends.far()) {
            Promise<String> first = Miou.task().lend(near).async(near::receive);
            Miou.yield();
            assertThatThrownBy(near::receive).isInstanceOf(ReadPendingException.class);
            far.write(bytes("one\n"));
            assertThat(first.await()).isEqualTo("one");
        }
    }

    @MiouTest(seeds = 3)
    void ownerClosesWhileABorrowerUsesIt_borrowerGetsAsynchronousClose() throws Exception {
        Ends ends = Ends.connect();
        try (ByteStream _ = ends.far()) {
            CodecStream<ByteBuf, ByteBuf> near = Frames.BY_HAND.over(ends.near());
            Promise<ByteBuf> receiver = Miou.task().lend(near).async(near::receive);
            Promise<Void> sender = Miou.task().lend(near).async(() -> {
                for (;;) {
                    near.send(Frames.frame(1, 10_000));
                }
            });
            Miou.sleep(Duration.ofMillis(10));
            near.close();
            assertThatThrownBy(receiver::await).hasCauseInstanceOf(AsynchronousCloseException.class);
            assertThatThrownBy(sender::await).hasCauseInstanceOf(AsynchronousCloseException.class);
        }
    }

    @MiouTest(seeds = 1)
    void useByOthersThanTheOwner_isRefused() throws Exception {
        Ends ends = Ends.connect();
        try (ByteStream _ = ends.far(); CodecStream<ByteBuf, ByteBuf> near = Frames.BY_HAND.over(ends.near())) {
            ByteBuf frame = Frames.frame(1, 10);
            Promise<Void> stranger = Miou.call(() -> near.send(frame));
            assertThatThrownBy(stranger::await).isInstanceOf(NotOwnerError.class);
            assertThat(frame.refCnt()).isZero();
        }
    }

    @MiouTest(seeds = 1)
    void sendAfterTheEndOfTheOutput_releasesTheMessage() throws Exception {
        Ends ends = Ends.connect();
        try (ByteStream _ = ends.far()) {
            CodecStream<ByteBuf, ByteBuf> near = Frames.BY_HAND.over(ends.near());
            near.shutdownOutput();
            near.shutdownOutput();
            ByteBuf frame = Frames.frame(1, 10);
            assertThatThrownBy(() -> near.send(frame)).isInstanceOf(ClosedChannelException.class);
            assertThat(frame.refCnt()).isZero();
            near.close();
            ByteBuf another = Frames.frame(2, 10);
            assertThatThrownBy(() -> near.send(another)).isInstanceOf(ClosedChannelException.class);
            assertThat(another.refCnt()).isZero();
        }
    }

    private static final class Failing extends MessageToByteEncoder<String> {

        @Override
        protected void encode(ChannelHandlerContext context, String message, ByteBuf out) {
            out.writeBytes(bytes(message));
            if (message.startsWith("bad")) {
                throw new IllegalArgumentException(message);
            }
        }
    }

    @MiouTest(seeds = 1)
    void encoderThatFails_endsThatSendAlone() throws Exception {
        Codec<Object, Object> failing = Codec.of(Object.class, Object.class, Failing::new);
        Ends ends = Ends.connect();
        try (ByteStream far = ends.far(); CodecStream<Object, Object> near = failing.over(ends.near())) {
            near.send("good");
            assertThatThrownBy(() -> near.send("bad")).isInstanceOf(EncoderException.class);
            near.send("better");
            assertThatThrownBy(() -> near.send(42)).isInstanceOf(UnsupportedOperationException.class);
            near.shutdownOutput();
            assertThat(new String(far.inputStream().readAllBytes(), UTF_8)).isEqualTo("goodbetter");
        }
    }

    @MiouTest(seeds = 1)
    void secondStreamOverOneTransport_isRefused_andTheFirstGoesOn() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<String, String> near = LINES.over(ends.near()); ByteStream far = ends.far()) {
            assertThatThrownBy(() -> LINES.over(ends.near())).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has a wrapper already");
            far.write(bytes("one\n"));
            assertThat(near.receive()).isEqualTo("one");
        }
    }

    @MiouTest(seeds = 1)
    void handlerThatRefusesToBeAdded_leavesTheTransportToTheCaller() throws Exception {
        LengthFieldPrepender shared = new LengthFieldPrepender(4);
        LineBasedFrameDecoder used = new LineBasedFrameDecoder(10);
        Ends ends = Ends.connect();
        try (ByteStream near = ends.near(); ByteStream far = ends.far()) {
            assertThatThrownBy(() -> Codec.pipeline(ByteBuf.class, ByteBuf.class, () -> shared, () -> used, () -> used)
                    .over(near)).isInstanceOf(RuntimeException.class);
            near.write(bytes("x"));
            assertThat(far.read(new byte[2])).isEqualTo(1);
        }
    }

    @MiouTest(seeds = 1)
    void smallMessages_areWrittenTogetherAndInOrder() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<ByteBuf, ByteBuf> near = Frames.BY_HAND.over(ends.near());
                CodecStream<ByteBuf, ByteBuf> far = Frames.BY_HAND.over(ends.far())) {
            Promise<Void> sender = Miou.task().lend(near).async(() -> {
                for (int i = 0; i < 500; i++) {
                    near.send(i % 7 == 0
                            ? Unpooled.wrappedBuffer(Frames.frame(i, 10), Frames.frame(0, 3_000))
                            : Frames.frame(i, i));
                }
                near.flush();
            });
            for (int i = 0; i < 500; i++) {
                assertThat(Frames.number(far.receive())).isEqualTo(i);
            }
            sender.await();
        }
    }
}
