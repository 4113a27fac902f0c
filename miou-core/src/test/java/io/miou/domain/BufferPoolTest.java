package io.miou.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.domain.BufferPool.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BufferPoolTest {

    private final BufferPool pool = new BufferPool();

    private ByteBuffer filled(Memory memory, int count) {
        ByteBuffer buffer = pool.take(count, memory);
        for (int i = 0; i < count; i++) {
            buffer.put((byte) i);
        }
        return buffer.flip();
    }

    @ParameterizedTest
    @EnumSource
    void bufferThatWasGivenBack_isTakenNextAndEmpty(Memory memory) {
        ByteBuffer first = pool.take(1, memory);
        first.position(7).limit(9).order(ByteOrder.LITTLE_ENDIAN);
        pool.giveBack(first);
        ByteBuffer second = pool.take(BufferPool.BUFFER_SIZE, memory);
        assertThat(second).isSameAs(first);
        assertThat(second.isDirect()).isEqualTo(memory == Memory.DIRECT);
        assertThat(second.remaining()).isEqualTo(BufferPool.BUFFER_SIZE);
        assertThat(second.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(pool.take(1, memory)).isNotSameAs(first);
        assertThat(pool.taken()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void largerBuffer_isNotKeptForLater(Memory memory) {
        ByteBuffer large = pool.take(BufferPool.BUFFER_SIZE + 1, memory);
        assertThat(large.remaining()).isEqualTo(BufferPool.BUFFER_SIZE + 1);
        pool.giveBack(large);
        assertThat(pool.size()).isZero();
        assertThat(pool.taken()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void bytesThatAreKept_needAboutTheirSize(Memory memory) {
        for (int count : new int[]{1, 5_000, 8_704, 8_705, 16_709, 17_408, 17_409, 32_768, 32_769, 65_536}) {
            ByteBuffer kept = pool.keep(filled(memory, count));
            assertThat(pool.taken()).isZero();
            ByteBuffer expected = filled(memory, count);
            assertThat(kept).isEqualTo(expected);
            pool.giveBack(expected);
            assertThat(kept.capacity()).isBetween(count, 2 * count);
            pool.giveBackKept(kept);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keptBytesThatWereGivenBack_areTheMemoryOfTheNext(Memory memory) {
        ByteBuffer first = pool.keep(filled(memory, 16_000));
        ByteBuffer second = pool.keep(filled(memory, 16_000));
        assertThat(first).isNotSameAs(second);
        pool.giveBackKept(first);
        assertThat(pool.keep(filled(memory, 10_000))).isSameAs(first);
        ByteBuffer whole = pool.keep(filled(memory, 40_000));
        pool.giveBackKept(whole);
        assertThat(pool.take(1, memory)).isSameAs(whole);
    }

    @Test
    void freeBuffers_areLimited() {
        List<ByteBuffer> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(pool.take());
        }
        all.forEach(pool::giveBack);
        assertThat(pool.size()).isEqualTo(BufferPool.MOST_FREE);
    }
}
