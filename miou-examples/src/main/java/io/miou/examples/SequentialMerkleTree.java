package io.miou.examples;

import io.miou.examples.TreeHash.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The digest of {@link MerkleTree}, computed by one thread without Miou: what the parallel one must agree with. */
final class SequentialMerkleTree {

    private final Census census = new Census();

    Census census() {
        return census;
    }

    byte[] directory(Path directory) {
        List<Entry> entries;
        try {
            entries = TreeHash.list(directory);
        } catch (IOException e) {
            census.unreadable(directory, e);
            return TreeHash.unreadable();
        }
        List<byte[]> digests = new ArrayList<>();
        for (Entry entry : entries) {
            digests.add(entry(entry));
        }
        census.directoryDone();
        return TreeHash.directory(entries, digests);
    }

    private byte[] entry(Entry entry) {
        try {
            return switch (entry.kind()) {
                case DIRECTORY -> directory(entry.path());
                case FILE -> TreeHash.file(entry.path(), census);
                case LINK -> TreeHash.link(entry.path());
                case SPECIAL -> TreeHash.special();
            };
        } catch (IOException e) {
            census.unreadable(entry.path(), e);
            return TreeHash.unreadable();
        }
    }
}
