package io.miou.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.codec.Frames.Ends;
import io.miou.testkit.Simulation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each domain has an allocator, and the next run uses it again. */
@Timeout(60)
class CodecBuffersTest {

    private static void talk() {
        Simulation.of(1).run(() -> {
            Ends ends = Ends.connect();
            try (var near = Frames.BY_HAND.over(ends.near()); var far = Frames.BY_HAND.over(ends.far())) {
                near.send(Frames.frame(1, 10));
                near.flush();
                assertThat(Frames.number(far.receive())).isEqualTo(1);
            }
        });
    }

    @Test
    void manyRuns_useTheMemoryOfTheFirst() {
        talk();
        long before = PlatformDependent.usedDirectMemory();
        assertThat(before).isPositive();
        for (int i = 0; i < 10; i++) {
            talk();
        }
        assertThat(PlatformDependent.usedDirectMemory()).isLessThanOrEqualTo(before);
    }

    @Test
    void domainsOfARun_haveAllocatorsOfTheirOwn() {
        Set<ByteBufAllocator> all = Simulation.of(1).domains(2).run(() -> {
            List<ByteBufAllocator> elsewhere = Miou.map(List.of(1, 2),
                    _ -> CodecBuffers.of(Miou.self().domain()).allocator());
            Set<ByteBufAllocator> found = new HashSet<>(elsewhere);
            found.add(CodecBuffers.of(Miou.self().domain()).allocator());
            return found;
        });
        assertThat(all).hasSize(3);
    }

    @Test
    void readBuffer_isKeptUnlessAnotherHolderHasIt() {
        Simulation.of(1).run(() -> {
            CodecBuffers buffers = CodecBuffers.of(Miou.self().domain());
            ByteBuf first = buffers.take(CodecBuffers.READ);
            buffers.giveBack(first.writeByte(1));
            ByteBuf again = buffers.take(CodecBuffers.READ);
            assertThat(again).isSameAs(first);
            assertThat(again.isReadable()).isFalse();
            ByteBuf part = again.writeByte(2).retainedSlice(0, 1);
            buffers.giveBack(again);
            ByteBuf other = buffers.take(CodecBuffers.READ);
            assertThat(other).isNotSameAs(again);
            assertThat(part.getByte(0)).isEqualTo((byte) 2);
            assertThat(part.release()).isTrue();
            buffers.giveBack(other);
            ByteBuf large = buffers.take(2 * CodecBuffers.READ);
            assertThat(large.capacity()).isEqualTo(2 * CodecBuffers.READ);
            buffers.giveBack(large);
            assertThat(large.refCnt()).isZero();
        });
    }
}
