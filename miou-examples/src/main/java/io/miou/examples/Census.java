package io.miou.examples;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** The counts and failures of a walk. Any thread. */
final class Census {

    private final LongAdder files = new LongAdder();
    private final LongAdder directories = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final ConcurrentSkipListMap<Path, String> unreadable = new ConcurrentSkipListMap<>();

    void read(int count) {
        bytes.add(count);
    }

    void fileDone() {
        files.increment();
    }

    void directoryDone() {
        directories.increment();
    }

    void unreadable(Path path, IOException why) {
        unreadable.put(path, switch (why) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "it has vanished";
            default -> why.toString();
        });
    }

    /** A line for each entry that could not be read, in the order of the paths. */
    List<String> unreadable() {
        return unreadable.entrySet().stream().map(entry -> entry.getKey() + ": " + entry.getValue()).toList();
    }

    @Override
    public String toString() {
        return "files: " + files + ", directories: " + directories + ", bytes: " + bytes;
    }
}
