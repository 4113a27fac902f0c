package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The digest of a directory: the same from all domains as from one thread, and another for every change. */
@Tag("slow")
class MerkleTreeTest {

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void createRoot() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
    }

    private static String sequential(Path directory) {
        return HexFormat.of().formatHex(new SequentialMerkleTree().directory(directory));
    }

    private static String parallel(Path directory) throws Exception {
        try (Program program = Program.example(MerkleTree.class, directory)) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
            assertThat(program.output()).matches("[0-9a-f]{64}  .*\\R").contains(directory.toString());
            return program.output().substring(0, 64);
        }
    }

    /**
     * A tree of some hundred files, empty ones, larger than a buffer, deep down, and links that go round in circles.
     */
    private void plant(Path directory, SplittableRandom random, int depth) throws IOException {
        for (int i = random.nextInt(20); i > 0; i--) {
            byte[] content = new byte[random.nextInt(8) == 0 ? random.nextInt(400_000) : random.nextInt(100)];
            random.nextBytes(content);
            Files.write(directory.resolve(name(random, i)), content);
        }
        if (random.nextBoolean()) {
            Files.createSymbolicLink(directory.resolve("link"),
                    Path.of(List.of("..", "../..", "nowhere").get(random.nextInt(3))));
        }
        for (int i = depth == 0 ? 0 : 1 + random.nextInt(5); i > 0; i--) {
            plant(Files.createDirectory(directory.resolve(name(random, 100 + i))), random, depth - 1);
        }
    }

    /** Returns a name that does not follow any order in which a directory is listed. */
    private static String name(SplittableRandom random, int number) {
        return Integer.toString(random.nextInt(1_000_000), 36) + "-" + number;
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void randomTree_hasTheDigestOfTheSequentialComputation() throws Exception {
        long seed = System.nanoTime();
        System.out.println("MerkleTreeTest: the tree of seed " + seed);
        plant(root, new SplittableRandom(seed), 4);
        assertThat(parallel(root)).as("seed %s", seed).isEqualTo(sequential(root));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void manyFilesInOneDirectory_areHashedInALittleHeap() throws Exception {
        for (int i = 0; i < 3000; i++) {
            Files.write(root.resolve("file" + i), new byte[]{(byte) i});
        }
        // A buffer for each of them would take 375 MiB.
        try (Program program = Program.exampleWith(List.of("-Xmx64m"), MerkleTree.class, root)) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
            assertThat(program.output()).startsWith(sequential(root));
            assertThat(program.errors()).isEqualTo("files: 3000, directories: 1, bytes: 3000\n");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void everyChange_changesTheDigest() throws Exception {
        Path file = Files.writeString(root.resolve("a"), "content");
        Path sub = Files.createDirectory(root.resolve("sub"));
        Path link = Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
        String first = sequential(root);

        Files.writeString(file, "Content");
        String afterContent = sequential(root);
        Files.move(file, root.resolve("b"));
        String afterName = sequential(root);
        Files.move(root.resolve("b"), sub.resolve("b"));
        String afterMove = sequential(root);
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("elsewhere"));
        String afterTarget = sequential(root);

        assertThat(List.of(first, afterContent, afterName, afterMove, afterTarget)).doesNotHaveDuplicates();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void twoTreesOfTheSameContent_haveTheSameDigest() throws Exception {
        plant(Files.createDirectory(root.resolve("one")), new SplittableRandom(7), 2);
        plant(Files.createDirectory(root.resolve("two")), new SplittableRandom(7), 2);
        assertThat(sequential(root.resolve("one"))).isEqualTo(sequential(root.resolve("two")));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void linkToADirectory_isNotFollowed() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.createSymbolicLink(root.resolve("link"), outside);
        String before = parallel(root);
        Files.writeString(outside.resolve("file"), "something new");
        assertThat(parallel(root)).isEqualTo(before);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void fileWithoutPermission_isReportedAndTheRestIsHashed() throws Exception {
        Path secret = Files.writeString(root.resolve("secret"), "nobody may read this");
        Files.writeString(root.resolve("known"), "everybody may read this");
        assumeTrue(secret.toFile().setReadable(false) && !Files.isReadable(secret), "this user may read everything");
        checkReported(secret, "permission denied");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void directoryTooDeepToBeOpened_isReportedAndTheRestIsHashed() throws Exception {
        assumeTrue(Program.exists("sh", "-c", "true"), "there is no sh");
        Files.writeString(root.resolve("known"), "not deep");
        String name = "d".repeat(250);
        // Relative to where it is, each step is short enough; the whole path is longer than the system takes.
        String digging = "cd '" + root + "' && for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do mkdir " + name
                + " && cd " + name + " || exit; done";
        try (Program dig = Program.start(List.of("sh", "-c", digging))) {
            int _ = dig.awaitExit();
        }
        try {
            checkReported(root, name);
        } finally {
            try (Program remove = Program.start(List.of("rm", "-rf", root.toString()))) {
                int _ = remove.awaitExit();
            }
        }
    }

    private void checkReported(Path path, String text) throws Exception {
        try (Program program = Program.example(MerkleTree.class, root)) {
            assertThat(program.awaitExit()).as("%s", program).isEqualTo(1);
            assertThat(program.errors()).contains("unreadable: " + path).contains(text);
            assertThat(program.output()).startsWith(sequential(root));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void outputThatIsNoTerminal_hasNoProgressLine() throws Exception {
        Files.writeString(root.resolve("file"), "content");
        try (Program program = Program.example(MerkleTree.class, root)) {
            assertThat(program.awaitExit()).isZero();
            assertThat(program.errors()).isEqualTo("files: 1, directories: 1, bytes: 7\n");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void directoryThatIsNone_isAnErrorOfUsage() throws Exception {
        try (Program program = Program.example(MerkleTree.class, root.resolve("missing"))) {
            assertThat(program.awaitExit()).isEqualTo(2);
            assertThat(program.errors()).contains("missing' is not a directory", "usage: MerkleTree DIRECTORY");
        }
    }
}
