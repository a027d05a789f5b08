package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.Content;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.engine.tree.Source;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are changed at the worst moment: between being seen and being opened, or while they are read. */
final class ChangingFilesTest {
    private static final int SIZE = 3_000_000;

    private final Backend backend = new MemoryBackend();
    private final List<Problem> problems = new ArrayList<>();

    @TempDir
    private Path home;

    private Path folder;
    private Path file;

    @BeforeEach
    void makeFolder() throws IOException {
        ScratchRepository.make(backend, 2);
        folder = Files.createDirectory(home.resolve("folder"));
        file = folder.resolve("file");
        byte[] content = new byte[SIZE];
        new Random(1).nextBytes(content);
        Files.write(file, content);
        Files.write(folder.resolve("later"), new byte[] {1, 2, 3});
    }

    /** What happens to the file. */
    private enum Change {
        VANISHES,
        SHRINKS,
        SHRINKS_TO_NOTHING,
        GROWS,
        IS_REWRITTEN,
        BECOMES_FOLDER,
        BECOMES_LINK,
        BECOMES_LOOP,
        BECOMES_FIFO;

        void happenTo(Path file) {
            try {
                switch (this) {
                    case VANISHES -> Files.delete(file);
                    case SHRINKS -> resize(file, 1_000);
                    case SHRINKS_TO_NOTHING -> resize(file, 0);
                    case GROWS -> Files.write(file, new byte[2_000_000], StandardOpenOption.APPEND);
                    case IS_REWRITTEN -> Files.write(file, new byte[SIZE]);
                    case BECOMES_FOLDER -> {
                        Files.delete(file);
                        Files.createDirectory(file);
                        Files.write(file.resolve("inside"), new byte[9]);
                    }
                    case BECOMES_LINK -> {
                        Files.delete(file);
                        Files.createSymbolicLink(file, file.resolveSibling("later"));
                    }
                    case BECOMES_LOOP -> {
                        Files.delete(file);
                        Files.createSymbolicLink(file, file);
                    }
                    case BECOMES_FIFO -> {
                        Files.delete(file);
                        makeFifo(file);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void resize(Path file, long size) throws IOException {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.setLength(size);
            }
        }

        boolean leavesAFile() {
            return switch (this) {
                case SHRINKS, SHRINKS_TO_NOTHING, GROWS, IS_REWRITTEN -> true;
                case VANISHES, BECOMES_FOLDER, BECOMES_LINK, BECOMES_LOOP, BECOMES_FIFO -> false;
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterItWasSeen(Change change) throws IOException {
        Map<String, Node> nodes = backup(entry -> {
            if (isFile(entry)) {
                change.happenTo(file);
            }
            return entry;
        });

        if (change.leavesAFile()) {
            assertEquals(Files.size(file), nodes.get("file").size());
            assertEquals(List.of(), problems);
        } else {
            assertTrue(!nodes.containsKey("file"), "what is no file any more was stored");
            assertEquals(1, problems.size());
        }
        assertEquals(3, nodes.get("later").size());
    }

    @ParameterizedTest
    @EnumSource
    void whileItIsRead(Change change) {
        Map<String, Node> nodes = backup(entry -> entry instanceof Entry.File seen && isFile(entry)
                ? new Entry.File(seen.path(), seen.metadata(), seen.size(), new Interfered(seen.content(), change))
                : entry);

        Node stored = nodes.get("file");
        assertTrue(stored.size() > 0);
        assertEquals(NodeType.FILE, stored.type());
        if (!change.leavesAFile()) {
            assertEquals(SIZE, stored.size(), "an open file is read to its end, whatever becomes of its name");
        }
        assertEquals(List.of(), problems);
    }

    @ParameterizedTest
    @EnumSource
    void beforeItIsLookedAt(Change change) {
        Map<String, Node> nodes = backup(entry -> {
            if (entry instanceof Entry.Directory && entry.path().name().equals(ByteString.of("folder"))) {
                change.happenTo(file);
            }
            return entry;
        });

        assertEquals(change == Change.VANISHES, !nodes.containsKey("file"));
        assertEquals(List.of(), problems, "what vanished before it was looked at is no loss");
    }

    @Test
    void aFolderThatVanishesWhileItIsWalkedIsNoCatastrophe() throws IOException {
        Path doomed = Files.createDirectories(folder.resolve("doomed/below"));
        for (int i = 0; i < 10; i++) {
            Files.write(doomed.resolve("f" + i), new byte[10]);
        }
        Map<String, Node> nodes = backup(entry -> {
            if (entry.path().name().equals(ByteString.of("below"))) {
                remove(folder.resolve("doomed"));
            }
            return entry;
        });

        assertTrue(nodes.containsKey("later"));
        assertTrue(nodes.containsKey("doomed"));
    }

    @Test
    void aFifoWithoutAWriterAndASocketBlockNothing() throws IOException {
        makeFifo(folder.resolve("fifo"));

        Map<String, Node> nodes = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> backup(entry -> entry));

        assertEquals(NodeType.FIFO, nodes.get("fifo").type());
    }

    @Test
    void openFoldersAndFilesAreClosedHoweverABackupEnds() throws IOException {
        for (int i = 0; i < 200; i++) {
            Path sub = Files.createDirectory(folder.resolve("sub" + i));
            for (int k = 0; k < 5; k++) {
                Files.write(sub.resolve("f" + k), new byte[] {(byte) i, (byte) k});
            }
        }
        backup(entry -> entry);
        long before = openDescriptors();
        for (int round = 0; round < 20; round++) {
            int[] left = {round * 37};
            try {
                backup(entry -> {
                    if (--left[0] == 0) {
                        throw new IllegalStateException("the sink is tired");
                    }
                    return entry;
                });
            } catch (IllegalStateException e) {
                assertEquals("the sink is tired", e.getMessage());
            }
        }

        long after = openDescriptors();
        assertTrue(after <= before + 2, before + " files were open, now " + after);
    }

    private static long openDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static boolean isFile(Entry entry) {
        return entry.path().name().equals(ByteString.of("file"));
    }

    private static void remove(Path tree) {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void makeFifo(Path path) throws IOException {
        try {
            assertEquals(
                    0,
                    new ProcessBuilder("mkfifo", path.toString())
                            .inheritIO()
                            .start()
                            .waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Interference {
        Entry with(Entry entry);
    }

    /** Backs the folder up with every entry passed through {@code interference}; gives what lies in the folder. */
    private Map<String, Node> backup(Interference interference) {
        Source files = new LocalFiles(
                List.of(ByteString.of(folder.toString())),
                Exclusions.builder(),
                new LocalFiles.Options(ByteString.of("/"), false, ZoneOffset.UTC));
        Source source = sink -> files.copyTo(new Sink() {
            @Override
            public void accept(Entry entry) {
                Entry passed;
                try {
                    passed = interference.with(entry);
                } catch (IllegalStateException e) {
                    if (entry instanceof Entry.File refused) {
                        refused.content().skip();
                    }
                    throw e;
                }
                sink.accept(passed);
            }

            @Override
            public void problem(Problem problem) {
                sink.problem(problem);
            }
        });
        BackupProgress progress = new BackupProgress() {
            @Override
            protected void problem(Problem problem) {
                super.problem(problem);
                synchronized (problems) {
                    problems.add(problem);
                }
            }
        };
        Map<String, Node> nodes = new TreeMap<>();
        try (Repository repository = ScratchRepository.open(backend)) {
            Backup.Result result =
                    Trial.run(repository, Trial.request(source, null, WriteOptions.DEFAULT, 2), progress);
            ObjectId tree = result.snapshot().tree();
            for (Path name : folder) {
                tree = subtree(repository, tree, ByteString.of(name.toString()));
            }
            repository.forEachNode(tree, node -> nodes.put(node.name().toString(), node));
        }
        Soundness.read(backend);
        return nodes;
    }

    private static ObjectId subtree(Repository repository, ObjectId tree, ByteString name) {
        return repository.tree(tree).stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .flatMap(Node::tree)
                .orElseThrow();
    }

    /** Lets the change happen after the first bytes were read. */
    private final class Interfered implements Content {
        private final Content inner;
        private final Change change;

        Interfered(Content inner, Change change) {
            this.inner = inner;
            this.change = change;
        }

        @Override
        public Reading open() throws IOException {
            Reading reading = inner.open();
            return new Reading() {
                private boolean changed;

                @Override
                public Metadata metadata() {
                    return reading.metadata();
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int count = reading.read(target, offset, length);
                    if (!changed) {
                        changed = true;
                        change.happenTo(file);
                    }
                    return count;
                }

                @Override
                public void close() throws IOException {
                    reading.close();
                }
            };
        }

        @Override
        public void skip() {
            inner.skip();
        }
    }
}
