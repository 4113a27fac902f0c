package io.miou.backend.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel gets only memory that no other thread can free during a call. */
class BufferMemoryTest {

    private static void assertStable(ByteBuffer buffer) {
        for (ByteBuffer view : List.of(buffer.duplicate(), buffer.slice(), buffer.asReadOnlyBuffer())) {
            assertThat(BufferMemory.isStable(view)).isTrue();
            view.position(3);
            assertThat(BufferMemory.address(view)).isEqualTo(MemorySegment.ofBuffer(buffer).address());
        }
    }

    private static void assertCopied(ByteBuffer buffer) {
        for (ByteBuffer view : List.of(buffer.duplicate(), buffer.slice(), buffer.asReadOnlyBuffer())) {
            assertThat(BufferMemory.isStable(view)).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> BufferMemory.address(view));
        }
    }

    @Test
    void memoryThatNobodyCloses_isStable(@TempDir Path folder) throws Exception {
        assertStable(ByteBuffer.allocateDirect(8));
        assertStable(Arena.ofAuto().allocate(8).asByteBuffer());
        assertStable(Arena.global().allocate(8).asByteBuffer());
        try (FileChannel file = FileChannel.open(folder.resolve("f"), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertStable(file.map(FileChannel.MapMode.READ_WRITE, 0, 8));
        }
    }

    @Test
    void confinedArena_isStableOnItsThread() {
        try (Arena arena = Arena.ofConfined()) {
            assertStable(arena.allocate(8).asByteBuffer());
            assertStable(ByteBuffer.allocateDirect(8));
        }
    }

    @Test
    void heapAndSharedArena_areCopied() {
        assertCopied(ByteBuffer.allocate(8));
        assertCopied(MemorySegment.ofArray(new byte[8]).asByteBuffer());
        try (Arena arena = Arena.ofShared()) {
            assertCopied(arena.allocate(8).asByteBuffer());
        }
    }
}
