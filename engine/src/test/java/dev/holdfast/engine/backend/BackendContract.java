package dev.holdfast.engine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What every backend must do, as tests. A backend's own test class implements this interface and says how to open one.
 *
 * <p>Files are named by the hash of their content, as in a repository, so that servers that verify names can be tested
 * too.
 */
public interface BackendContract {
    /** Opens an empty backend; called once for each test. */
    Backend open();

    /** Puts files beside a repository's own that are none of it; does nothing where there can be none. */
    void plantForeignFiles() throws Exception;

    /** An empty place, prepared for a repository. */
    default Backend created() {
        Backend backend = open();
        backend.create();
        return backend;
    }

    @Test
    default void savedFilesAreLoadedBack() {
        try (Backend backend = created()) {
            for (FileType type : FileType.values()) {
                byte[] content = Samples.bytes(19, 1234);
                FileRef file = Samples.file(type, content);

                backend.save(file, content);

                assertArrayEquals(content, backend.load(file, Range.ALL));
                assertEquals(Optional.of(new FileInfo(file, content.length)), backend.stat(file));
            }
        }
    }

    @Test
    default void emptyFileIsKept() {
        try (Backend backend = created()) {
            FileRef file = Samples.file(FileType.LOCK, new byte[0]);

            backend.save(file, new byte[0]);

            assertEquals(Optional.of(new FileInfo(file, 0)), backend.stat(file));
            assertEquals(0, backend.load(file, Range.ALL).length);
            assertEquals(0, backend.load(file, new Range(0, 0)).length);
            backend.load(file, 0, new byte[0], 0, 0);
            assertThrows(DamagedFile.class, () -> backend.load(file, new Range(0, 1)));
        }
    }

    @Test
    default void largeFileIsKept() {
        try (Backend backend = created()) {
            byte[] content = Samples.bytes(20, 20 << 20);
            FileRef file = Samples.file(FileType.PACK, content);

            backend.save(file, content);

            assertArrayEquals(content, backend.load(file, Range.ALL));
            byte[] middle = backend.load(file, new Range(9_999_999, 5_000_001));
            assertArrayEquals(Arrays.copyOfRange(content, 9_999_999, 15_000_000), middle);
        }
    }

    @Test
    default void onlyTheSliceIsSaved() {
        try (Backend backend = created()) {
            byte[] around = Samples.bytes(7, 500);
            byte[] content = Arrays.copyOfRange(around, 100, 400);
            FileRef file = Samples.file(FileType.INDEX, content);

            backend.save(file, around, 100, 300);
            Arrays.fill(around, (byte) 0);

            assertArrayEquals(content, backend.load(file, Range.ALL));
        }
    }

    @Test
    default void sliceOutsideTheArrayIsRefused() {
        try (Backend backend = created()) {
            byte[] content = Samples.bytes(1, 10);
            FileRef file = Samples.file(FileType.PACK, content);

            assertThrows(IndexOutOfBoundsException.class, () -> backend.save(file, content, 5, 6));
            assertTrue(backend.stat(file).isEmpty());

            backend.save(file, content);
            assertThrows(IndexOutOfBoundsException.class, () -> backend.load(file, 0, new byte[5], 0, 6));
        }
    }

    @Test
    default void loadedArrayBelongsToTheCaller() {
        try (Backend backend = created()) {
            byte[] content = Samples.bytes(2, 50);
            FileRef file = saved(backend, FileType.KEY, content);

            Arrays.fill(backend.load(file, Range.ALL), (byte) 0);

            assertArrayEquals(content, backend.load(file, Range.ALL));
        }
    }

    @Test
    default void rangesAreExactUpToTheBorders() {
        try (Backend backend = created()) {
            byte[] content = Samples.bytes(3, 1000);
            FileRef file = saved(backend, FileType.PACK, content);

            assertLoaded(backend, file, content, 0, 1000);
            assertLoaded(backend, file, content, 0, 1);
            assertLoaded(backend, file, content, 999, 1);
            assertLoaded(backend, file, content, 123, 456);
            assertLoaded(backend, file, content, 0, 0);
            assertLoaded(backend, file, content, 500, 0);
            assertLoaded(backend, file, content, 1000, 0);
            for (int from : new int[] {0, 1, 999, 1000}) {
                byte[] rest = backend.load(file, new Range(from, Range.REST));
                assertArrayEquals(Arrays.copyOfRange(content, from, 1000), rest);
            }
        }
    }

    @Test
    default void rangeBeyondTheEndFails() {
        try (Backend backend = created()) {
            FileRef file = saved(backend, FileType.PACK, Samples.bytes(4, 1000));

            for (Range range : new Range[] {
                new Range(0, 1001),
                new Range(1000, 1),
                new Range(1001, 0),
                new Range(1001, Range.REST),
                new Range(500, Integer.MAX_VALUE),
                new Range(Long.MAX_VALUE, 1),
                new Range(Long.MAX_VALUE, Range.REST)
            }) {
                assertThrows(DamagedFile.class, () -> backend.load(file, range), range.toString());
            }
            assertThrows(DamagedFile.class, () -> backend.load(file, 901, new byte[100], 0, 100));
            assertThrows(DamagedFile.class, () -> backend.load(file, Long.MAX_VALUE, new byte[100], 0, 100));
        }
    }

    @Test
    default void loadFillsOnlyItsPartOfTheArray() {
        try (Backend backend = created()) {
            byte[] content = Samples.bytes(5, 1000);
            FileRef file = saved(backend, FileType.PACK, content);
            byte[] target = Samples.bytes(6, 300);
            byte[] expected = target.clone();
            System.arraycopy(content, 200, expected, 100, 150);

            backend.load(file, 200, target, 100, 150);

            assertArrayEquals(expected, target);
        }
    }

    @Test
    default void missingFileIsTold() {
        try (Backend backend = created()) {
            for (FileType type : FileType.values()) {
                FileRef file = Samples.file(type, Samples.bytes(8, 8));

                assertEquals(Optional.empty(), backend.stat(file));
                assertThrows(FileMissing.class, () -> backend.load(file, Range.ALL));
                assertThrows(FileMissing.class, () -> backend.load(file, 0, new byte[1], 0, 1));
                backend.delete(file);
            }
        }
    }

    @Test
    default void deletedFileIsGoneAndCanBeSavedAgain() {
        try (Backend backend = created()) {
            for (FileType type : FileType.values()) {
                byte[] content = Samples.bytes(9, 90);
                FileRef file = saved(backend, type, content);

                backend.delete(file);
                assertEquals(Optional.empty(), backend.stat(file));
                assertThrows(FileMissing.class, () -> backend.load(file, Range.ALL));
                assertEquals(Map.of(), listed(backend, type));
                backend.delete(file);

                backend.save(file, content);
                assertArrayEquals(content, backend.load(file, Range.ALL));
            }
        }
    }

    @Test
    default void savingAgainIsHarmless() {
        try (Backend backend = created()) {
            byte[] content = Samples.bytes(10, 100);
            FileRef file = saved(backend, FileType.INDEX, content);

            backend.save(file, content);

            assertArrayEquals(content, backend.load(file, Range.ALL));
            assertEquals(Map.of(file, 100L), listed(backend, FileType.INDEX));
        }
    }

    @Test
    default void otherContentReplacesWhereThatIsPromised() {
        try (Backend backend = created()) {
            byte[] old = Samples.bytes(11, 300);
            byte[] changed = Samples.bytes(12, 200);
            backend.save(FileRef.CONFIG, old);

            if (!backend.capabilities().atomicReplace()) {
                backend.delete(FileRef.CONFIG);
            }
            backend.save(FileRef.CONFIG, changed);

            assertArrayEquals(changed, backend.load(FileRef.CONFIG, Range.ALL));
        }
    }

    @Test
    default void listTellsEachFileOfItsTypeOnce() {
        try (Backend backend = created()) {
            Map<FileType, Map<FileRef, Long>> expected = new TreeMap<>();
            for (FileType type : FileType.values()) {
                Map<FileRef, Long> files = new HashMap<>();
                for (int i = 0; i < (type == FileType.CONFIG ? 1 : 20); i++) {
                    byte[] content = Samples.bytes(100L * type.word().length() + i, 10 + i);
                    files.put(saved(backend, type, content), (long) content.length);
                }
                expected.put(type, files);
            }

            expected.forEach((type, files) -> assertEquals(files, listed(backend, type)));
        }
    }

    @Test
    default void emptyPlaceListsNothing() {
        try (Backend backend = created()) {
            for (FileType type : FileType.values()) {
                assertEquals(Map.of(), listed(backend, type));
            }
        }
    }

    @Test
    default void foreignFilesAreNotListed() throws Exception {
        try (Backend backend = created()) {
            Map<FileType, Map<FileRef, Long>> expected = new TreeMap<>();
            for (FileType type : FileType.values()) {
                expected.put(type, Map.of(saved(backend, type, Samples.bytes(13, 130)), 130L));
            }

            plantForeignFiles();

            expected.forEach((type, files) -> assertEquals(files, listed(backend, type)));
        }
    }

    @Test
    default void listedFilesCanBeUsedWhileListing() {
        try (Backend backend = created()) {
            for (int i = 0; i < 10; i++) {
                saved(backend, FileType.SNAPSHOT, Samples.bytes(i, 100));
            }

            backend.list(FileType.SNAPSHOT, info -> {
                assertEquals(info.size(), backend.load(info.file(), Range.ALL).length);
                backend.delete(info.file());
            });

            assertEquals(Map.of(), listed(backend, FileType.SNAPSHOT));
        }
    }

    @Test
    default void whatTheListenerThrowsEndsTheListing() {
        try (Backend backend = created()) {
            for (int i = 0; i < 3; i++) {
                saved(backend, FileType.INDEX, Samples.bytes(i, 10));
            }
            AtomicInteger told = new AtomicInteger();

            BackendFailure thrown = assertThrows(
                    BackendFailure.class,
                    () -> backend.list(FileType.INDEX, info -> {
                        told.incrementAndGet();
                        throw new BackendFailure("elsewhere", "the listener's own trouble", false, null);
                    }));

            assertEquals("elsewhere", thrown.location());
            assertEquals(1, told.get());
        }
    }

    @Test
    default void creatingAgainKeepsEverything() {
        try (Backend backend = created()) {
            byte[] config = Samples.bytes(14, 140);
            byte[] pack = Samples.bytes(15, 150);
            saved(backend, FileType.CONFIG, config);
            FileRef file = saved(backend, FileType.PACK, pack);

            backend.create();

            assertArrayEquals(config, backend.load(FileRef.CONFIG, Range.ALL));
            assertArrayEquals(pack, backend.load(file, Range.ALL));
        }
    }

    @Test
    default void describesItself() {
        try (Backend backend = created()) {
            assertFalse(backend.location().isBlank());
            assertTrue(backend.capabilities().connections() > 0);
        }
    }

    @Test
    default void manyThreadsSaveTheSameFile() {
        try (Backend backend = created()) {
            byte[] content = Samples.bytes(16, 300_000);
            FileRef file = Samples.file(FileType.PACK, content);

            Samples.inThreads(8, _ -> backend.save(file, content));

            assertArrayEquals(content, backend.load(file, Range.ALL));
            assertEquals(Map.of(file, 300_000L), listed(backend, FileType.PACK));
        }
    }

    @Test
    default void manyThreadsWorkAtOnce() {
        try (Backend backend = created()) {
            Samples.inThreads(8, thread -> {
                for (int i = 0; i < 8; i++) {
                    byte[] content = Samples.bytes(1000L * thread + i, 5000 + i);
                    FileRef file = saved(backend, i % 2 == 0 ? FileType.PACK : FileType.INDEX, content);
                    assertArrayEquals(content, backend.load(file, Range.ALL));
                    assertEquals(5000 + i, listed(backend, file.type()).get(file));
                    if (i % 4 < 2) {
                        backend.delete(file);
                        assertEquals(Optional.empty(), backend.stat(file));
                    }
                }
            });

            assertEquals(16, listed(backend, FileType.PACK).size());
            assertEquals(16, listed(backend, FileType.INDEX).size());
        }
    }

    @Test
    default void noReaderSeesHalfAFile() {
        try (Backend backend = created()) {
            AtomicInteger writers = new AtomicInteger(2);
            Set<FileRef> seen = ConcurrentHashMap.newKeySet();

            Samples.inThreads(4, thread -> {
                if (thread < 2) {
                    try {
                        for (int i = 0; i < 10; i++) {
                            saved(backend, FileType.SNAPSHOT, Samples.bytes(50L * thread + i, 1 << 20));
                        }
                    } finally {
                        writers.decrementAndGet();
                    }
                    return;
                }
                boolean last;
                do {
                    last = writers.get() == 0;
                    for (FileRef file : listed(backend, FileType.SNAPSHOT).keySet()) {
                        if (thread == 2 || seen.add(file)) {
                            assertEquals(file, Samples.file(file.type(), backend.load(file, Range.ALL)));
                        }
                    }
                } while (!last);
            });

            assertEquals(20, seen.size());
        }
    }

    @Test
    default void noReaderSeesHalfAReplacement() {
        try (Backend backend = created()) {
            if (!backend.capabilities().atomicReplace()) {
                // Such a backend promises nothing here, and the engine deletes before it saves anew.
                return;
            }
            byte[] one = Samples.bytes(17, 700_000);
            byte[] other = Samples.bytes(18, 400_000);
            backend.save(FileRef.CONFIG, one);
            AtomicInteger writing = new AtomicInteger(1);

            Samples.inThreads(3, thread -> {
                if (thread == 0) {
                    try {
                        for (int i = 0; i < 20; i++) {
                            backend.save(FileRef.CONFIG, i % 2 == 0 ? other : one);
                        }
                    } finally {
                        writing.set(0);
                    }
                    return;
                }
                do {
                    byte[] read = backend.load(FileRef.CONFIG, Range.ALL);
                    assertTrue(Arrays.equals(read, one) || Arrays.equals(read, other), () -> read.length + " bytes");
                } while (writing.get() > 0);
            });
        }
    }

    private static FileRef saved(Backend backend, FileType type, byte[] content) {
        FileRef file = Samples.file(type, content);
        backend.save(file, content);
        return file;
    }

    private static Map<FileRef, Long> listed(Backend backend, FileType type) {
        Map<FileRef, Long> files = new HashMap<>();
        Set<FileRef> twice = new HashSet<>();
        backend.list(type, info -> {
            if (files.put(info.file(), info.size()) != null) {
                twice.add(info.file());
            }
        });
        assertEquals(Set.of(), twice);
        return files;
    }

    private static void assertLoaded(Backend backend, FileRef file, byte[] content, int from, int length) {
        byte[] expected = Arrays.copyOfRange(content, from, from + length);
        assertArrayEquals(expected, backend.load(file, new Range(from, length)));
        byte[] target = new byte[length + 2];
        backend.load(file, from, target, 1, length);
        assertArrayEquals(expected, Arrays.copyOfRange(target, 1, length + 1));
    }
}
