package io.miou.examples;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.examples.TreeHash.Entry;
import io.miou.sync.Semaphore;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A SHA-256 digest of a whole directory, computed on all domains: directories with {@code async}, files with
 * {@code call}. It is the same for the same names and contents, whatever the order in which they are read. Symbolic
 * links are not followed.
 *
 * <p>Reading a file blocks its domain. The pool's domains do nothing else here; domain 0, which walks the directories
 * and shows the progress, lists them with {@code blocking}.
 */
public final class MerkleTree {

    private static final Duration REFRESH = Duration.ofMillis(100);

    private final Census census = new Census();
    /** A limit, so that a directory of 100,000 files is not 100,000 tasks at once. */
    private final Semaphore hashing = new Semaphore(4 * Domain.pool().size());

    private MerkleTree() {
    }

    /** The digest of a directory. On a fiber of domain 0. */
    private byte[] directory(Path directory) {
        List<Entry> entries;
        try {
            entries = Miou.blocking(() -> TreeHash.list(directory));
        } catch (IOException e) {
            census.unreadable(directory, e);
            return TreeHash.unreadable();
        }
        List<Promise<byte[]>> digests = new ArrayList<>();
        for (Entry entry : entries) {
            digests.add(switch (entry.kind()) {
                case DIRECTORY -> Miou.async(() -> directory(entry.path()));
                case FILE -> file(entry.path());
                case LINK -> Miou.async(() -> link(entry.path()));
                case SPECIAL -> Miou.async(TreeHash::special);
            });
        }
        byte[] digest = TreeHash.directory(entries, Miou.all(digests));
        census.directoryDone();
        return digest;
    }

    private Promise<byte[]> file(Path file) {
        hashing.acquire();
        return Miou.call(() -> {
            try {
                return TreeHash.file(file, census);
            } catch (IOException e) {
                census.unreadable(file, e);
                return TreeHash.unreadable();
            } finally {
                hashing.release();
            }
        });
    }

    private byte[] link(Path link) {
        try {
            return Miou.blocking(() -> TreeHash.link(link));
        } catch (IOException e) {
            census.unreadable(link, e);
            return TreeHash.unreadable();
        }
    }

    /** Says on the terminal how far it is, until it is cancelled. */
    private void showProgress() {
        while (true) {
            System.err.print("\r" + census + "\033[K");
            Miou.sleep(REFRESH);
        }
    }

    private byte[] directoryWithProgress(Path root) {
        Promise<?> progress = Miou.async(this::showProgress);
        try {
            return directory(root);
        } finally {
            progress.cancel();
            System.err.print("\r\033[K");
        }
    }

    /**
     * Prints the digest of a directory. Exit status 1 if something could not be read.
     *
     * @param args the directory
     */
    public static void main(String[] args) {
        Arguments arguments = new Arguments("MerkleTree DIRECTORY", args);
        Path root = Path.of(arguments.required("directory"));
        arguments.end();
        if (!Files.isDirectory(root)) {
            throw arguments.refuse("'" + root + "' is not a directory");
        }
        boolean onTerminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        Census census = Miou.run(() -> {
            MerkleTree tree = new MerkleTree();
            byte[] digest = onTerminal ? tree.directoryWithProgress(root) : tree.directory(root);
            System.out.println(HexFormat.of().formatHex(digest) + "  " + root);
            return tree.census;
        });
        System.err.println(census);
        census.unreadable().forEach(line -> System.err.println("unreadable: " + line));
        if (!census.unreadable().isEmpty()) {
            System.exit(1);
        }
    }
}
