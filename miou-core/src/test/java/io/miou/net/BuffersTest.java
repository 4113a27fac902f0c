package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.ResourceLeakedError;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The pools of buffers: one a domain, and every buffer comes back. */
class BuffersTest {

    private static long memory(Owned<ByteBuffer> buffer) {
        return MemorySegment.ofBuffer(buffer.get()).address();
    }

    /** The memory of the buffer that is borrowed next on this domain. */
    private static long next() {
        try (Owned<ByteBuffer> buffer = Buffers.borrow()) {
            return memory(buffer);
        }
    }

    @OnEveryEngine
    void borrowedBuffer_isDirectAndEmptyWhateverItsLastUse(Variant variant) {
        variant.run(() -> {
            for (int i = 0; i < 2; i++) {
                try (Owned<ByteBuffer> buffer = Buffers.borrow()) {
                    assertThat(buffer.get().isDirect()).isTrue();
                    assertThat(buffer.get().remaining()).isEqualTo(buffer.get().capacity()).isEqualTo(64 * 1024);
                    assertThat(buffer.get().order()).isEqualTo(ByteOrder.BIG_ENDIAN);
                    buffer.get().order(ByteOrder.LITTLE_ENDIAN).putInt(7).mark().limit(100);
                }
            }
        });
    }

    @OnEveryEngine
    void buffer_comesBackOnEveryPath(Variant variant) {
        variant.run(() -> {
            long memory = next();
            assertThat(next()).as("closed").isEqualTo(memory);
            Promise<Void> failing = Miou.async(() -> {
                assertThat(memory(Buffers.borrow())).isEqualTo(memory);
                throw new Exception("as planned");
            });
            Object _ = failing.awaitOutcome();
            assertThat(next()).as("of a task that failed").isEqualTo(memory);
            Promise<Void> cancelled = Miou.async(() -> {
                assertThat(memory(Buffers.borrow())).isEqualTo(memory);
                Miou.sleep(Duration.ofDays(1));
            });
            Miou.yield();
            cancelled.cancel();
            assertThat(next()).as("of a task that was cancelled").isEqualTo(memory);
        });
    }

    @OnEveryEngine
    void buffersInUse_areAllDifferent_andTheOneUsedLastIsTheNext(Variant variant) {
        variant.run(() -> {
            Set<Long> memory = new HashSet<>();
            List<Owned<ByteBuffer>> borrowed = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Owned<ByteBuffer> buffer = Buffers.borrow();
                borrowed.add(buffer);
                assertThat(memory.add(memory(buffer))).isTrue();
            }
            long last = memory(borrowed.get(63));
            borrowed.forEach(Owned::close);
            assertThat(next()).as("64 are kept").isEqualTo(last);
        });
    }

    @OnEveryEngine
    void bufferThatIsForgotten_isALeak(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> Miou.async(() -> {
            Owned<ByteBuffer> _ = Buffers.borrow();
        }).await())).isInstanceOf(ResourceLeakedError.class);
    }

    @OnEveryEngine
    void bufferThatIsGivenToAnotherDomain_belongsToThatPool(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Owned<ByteBuffer> buffer = Buffers.borrow();
            long memory = memory(buffer);
            Domain other = Domain.pool().getFirst();
            Miou.task().give(buffer).on(other).call(buffer::close).await();
            assertThat(next()).isNotEqualTo(memory);
            assertThat(Miou.task().on(other).call(BuffersTest::next).await()).isEqualTo(memory);
        });
    }

    @Test
    void outsideAFiber_isAnIllegalState() {
        assertThatThrownBy(Buffers::borrow).isInstanceOf(IllegalStateException.class);
    }
}
