package io.miou.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The parts of the digest of a directory. All methods block and do not use tasks.
 *
 * <pre>
 *   file       SHA-256 of 'f' and the content
 *   directory  SHA-256 of 'd' and, for each entry in the order of the names' bytes: the length of its name (4
 *              bytes), its name in UTF-8, its digest
 *   link       SHA-256 of 'l' and the target, as it stands; links are not followed
 *   special    SHA-256 of 's': pipes, sockets and devices, which are not opened
 *   unreadable SHA-256 of 'u': files and directories that could not be read
 * </pre>
 */
final class TreeHash {

    enum Kind {
        FILE, DIRECTORY, LINK, SPECIAL
    }

    /** An entry of a directory. */
    record Entry(Path path, String name, Kind kind) {

        static Entry of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            Kind kind = attributes.isSymbolicLink()
                    ? Kind.LINK
                    : attributes.isDirectory() ? Kind.DIRECTORY : attributes.isRegularFile() ? Kind.FILE : Kind.SPECIAL;
            return new Entry(path, path.getFileName().toString(), kind);
        }
    }

    private static final int BUFFER_SIZE = 128 * 1024;

    private TreeHash() {
    }

    /** The entries of a directory, in the order of the digest. */
    static List<Entry> list(Path directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
            for (Path path : paths) {
                entries.add(Entry.of(path));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort(Comparator.comparing(entry -> utf8(entry.name()), Arrays::compareUnsigned));
        return entries;
    }

    /** The digest of a file; counts its bytes as they are read. */
    static byte[] file(Path file, Census census) throws IOException {
        MessageDigest digest = begin('f');
        byte[] buffer = new byte[BUFFER_SIZE];
        try (InputStream input = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                digest.update(buffer, 0, count);
                census.read(count);
            }
        }
        census.fileDone();
        return digest.digest();
    }

    static byte[] link(Path link) throws IOException {
        MessageDigest digest = begin('l');
        digest.update(utf8(Files.readSymbolicLink(link).toString()));
        return digest.digest();
    }

    static byte[] special() {
        return begin('s').digest();
    }

    static byte[] unreadable() {
        return begin('u').digest();
    }

    /** The digest of a directory from those of its entries, in the same order. */
    static byte[] directory(List<Entry> entries, List<byte[]> digests) {
        MessageDigest digest = begin('d');
        for (int i = 0; i < entries.size(); i++) {
            byte[] name = utf8(entries.get(i).name());
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).flip());
            digest.update(name);
            digest.update(digests.get(i));
        }
        return digest.digest();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest begin(char kind) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((byte) kind);
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
