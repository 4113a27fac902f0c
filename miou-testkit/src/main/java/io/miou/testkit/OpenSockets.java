package io.miou.testkit;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The sockets and pollers that this process has open, where the operating system tells. Immutable.
 *
 * @param names as the system has them; empty where it does not tell
 */
record OpenSockets(Set<String> names) {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int ATTEMPTS = 200;

    static {
        try {
            // With its first channel the JDK opens a socket of its own, which it keeps.
            SocketChannel.open().close();
        } catch (IOException e) {
            // Then no other code can open a channel either, and the code that tries will fail with a message.
        }
        try {
            // The first run of the process starts the pollers of the JDK, which stay too.
            Class<?> _ = Class.forName("sun.nio.ch.Poller");
        } catch (ClassNotFoundException e) {
            // Another JDK has no such class, and perhaps no pollers.
        }
    }

    static OpenSockets now() {
        Set<String> names = new HashSet<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return new OpenSockets(names);
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:") || target.startsWith("anon_inode:[event")) {
                        names.add(target.startsWith("socket:") ? target : descriptor.getFileName() + " " + target);
                    }
                } catch (IOException e) {
                    // Closed since: the one that reads the directory, for example.
                }
            }
        } catch (IOException e) {
            return new OpenSockets(Set.of());
        }
        return new OpenSockets(names);
    }

    /** Fails if there are others now, and stay. Other threads of the process may come and go. */
    void requireNoOther() {
        List<String> others = others();
        for (int i = 0; i < ATTEMPTS && !others.isEmpty(); i++) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            others = others();
        }
        if (!others.isEmpty()) {
            throw new LeftBehindError(others);
        }
    }

    private List<String> others() {
        List<String> others = new ArrayList<>(now().names);
        others.removeAll(names);
        return others;
    }
}
