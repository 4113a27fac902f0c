package io.miou.net;

import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A part of a file to be sent or filled, as a {@link java.nio.ByteBuffer} is a part of memory. Its position says how
 * much was moved, also when a transfer was cut short.
 *
 * <p>The file's own position is neither used nor changed, so one open file may be sent to many peers at once. The
 * caller closes the file. Any thread may call every method, one at a time. None of them suspends.
 *
 * {@snippet :
 * FileRegion rest = FileRegion.of(file, 0, file.size());
 * try {
 *     Miou.timeout(Duration.ofMinutes(1), () -> stream.transferFrom(rest));
 * } catch (TimeoutException e) {
 *     log("stopped at byte " + rest.position());
 * }
 * }
 *
 * @since 0.1.0
 */
public final class FileRegion {

    private final FileChannel file;
    private long position;
    private long remaining;

    private FileRegion(FileChannel file, long position, long remaining) {
        this.file = file;
        this.position = position;
        this.remaining = remaining;
    }

    /**
     * {@return a part of a file} Any thread.
     *
     * @param file open for reading if it is sent, for writing if it is filled
     * @param position the position of the first byte, not negative; may be beyond the end
     * @param count the number of bytes, not negative; may be more than the file has, such as {@link Long#MAX_VALUE} for
     *        all
     * @throws IllegalArgumentException if a number is negative, or the part would end beyond {@link Long#MAX_VALUE}
     */
    public static FileRegion of(FileChannel file, long position, long count) {
        Objects.requireNonNull(file, "file");
        if (position < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "position " + position + ", count " + count + ": neither may be negative; give 0 or more");
        }
        long most = Long.MAX_VALUE - position;
        if (count > most && count != Long.MAX_VALUE) {
            throw new IllegalArgumentException("position " + position + ", count " + count
                    + ": no file is as long; give Long.MAX_VALUE as the count for all that follows the position");
        }
        return new FileRegion(file, position, Math.min(count, most));
    }

    /** {@return the file} */
    public FileChannel file() {
        return file;
    }

    /** {@return the position in the file of the next byte to be moved} */
    public long position() {
        return position;
    }

    /** {@return the number of bytes still to be moved} */
    public long remaining() {
        return remaining;
    }

    /** {@return whether bytes are still to be moved} */
    public boolean hasRemaining() {
        return remaining > 0;
    }

    void advance(long moved) {
        position += moved;
        remaining -= moved;
    }

    @Override
    public String toString() {
        return "FileRegion[position=" + position + ", remaining=" + remaining + "]";
    }
}
