package io.miou.net;

import io.miou.support.Log;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file that a Unix domain listener has created. The listener removes it when it is closed, unless other code has
 * put another file in its place. Immutable.
 *
 * <p>While the listener is open, the system does not use the file's number again, even if the file was removed. So the
 * file is compared and removed before the listener is closed. {@code bind} and {@code close} create and remove it on
 * the domain: these calls change a directory, and do not wait for data.
 */
final class SocketFile {

    private final Path path;

    @Nullable
    private final Object key;

    private SocketFile(Path path, @Nullable Object key) {
        this.path = path;
        this.key = key;
    }

    /**
     * Returns an action that removes the file of a listener that was just bound; it does nothing for other kinds of
     * addresses.
     */
    static Runnable removal(@Nullable SocketAddress bound) {
        if (!(bound instanceof UnixDomainSocketAddress unix)) {
            return () -> {
            };
        }
        Path path = unix.getPath().toAbsolutePath();
        try {
            return new SocketFile(path, key(path))::remove;
        } catch (IOException e) {
            Log.warning("the file " + path
                    + " of a listener has vanished right after it was created; it will not be removed", e);
            return () -> {
            };
        }
    }

    private void remove() {
        try {
            if (Objects.equals(key, key(path))) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // Other code has removed the file, or its folder.
            Log.debug(() -> "the file " + path + " of a listener was not removed", e);
        }
    }

    /** Returns the key that tells a file from every other on this machine; null if the system has no such key. */
    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }
}
