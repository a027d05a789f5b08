package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Runs one command on a disk with room for no file, for one file, for two, until it succeeds, and the same with blocks of bytes: so
 * that the disk is full at each of its steps. A program of its own, as the disk is mounted in a name space of its own:
 * {@link FullDiskTest} starts it once for each command.
 */
final class FullDisk {
    private static final String AMPLE = "size=256m,nr_inodes=10000";
    private static final int BLOCK = 4096;

    /** So many blocks less than are enough are tried. */
    private static final int LAST_BLOCKS = 5;

    private final Random random = new Random(11);
    private final Path disk;
    private final Path sound;
    private final Path outside;
    private final Path repository;
    private TestProgram program;
    private String[] words = {};

    /** The snapshots that the command must not touch. */
    private Set<ObjectId> kept = Set.of();

    /** Whether the repository is damaged before the command. */
    private boolean isRepair;

    /** What is indexed after the command, if it has room. */
    private Set<ObjectId> repaired = Set.of();

    private FullDisk(Path folder) throws IOException {
        this.disk = Files.createDirectory(folder.resolve("disk"));
        this.sound = Files.createDirectory(folder.resolve("sound"));
        this.outside = Files.createDirectory(folder.resolve("outside"));
        this.repository = disk.resolve("repository");
        this.program = TestProgram.in(
                Files.createDirectory(folder.resolve("work")),
                Map.of(
                        "RESTIC_REPOSITORY", repository.toString(),
                        "RESTIC_PASSWORD", ScratchRepository.PASSWORD,
                        "RESTIC_FROM_PASSWORD", ScratchRepository.PASSWORD));
    }

    /** Plays the scene {@code arguments[0]} in the folder {@code arguments[1]}; ends with 0 only if all went as it must. */
    public static void main(String[] arguments) throws Exception {
        new FullDisk(Path.of(arguments[1])).play(arguments[0]);
    }

    private void play(String scene) throws Exception {
        mount("-t", "tmpfs", "-o", AMPLE, "none", disk.toString());
        prepare(scene);
        copy(disk, sound);
        if (isRepair) {
            good(words);
            repaired = blobs();
        }
        int files = leastRoom(FullDisk::remountForFiles);
        int blocks = leastRoom(FullDisk::remountForBlocks);
        System.out.println(scene + ": " + files + " files, " + blocks + " blocks");
        assertTrue(files > 1 || blocks > 1, "it stores nothing");
        for (int room = 0; room < files; room++) {
            meetFullDisk(room, FullDisk::remountForFiles);
        }
        for (int room = 0; room < blocks; room = Math.max(room + 1 + blocks / 8, blocks - LAST_BLOCKS)) {
            for (int each = room; each < (room < blocks - LAST_BLOCKS ? room + 1 : blocks); each++) {
                meetFullDisk(each, FullDisk::remountForBlocks);
            }
        }
    }

    /** A way to leave so much room. */
    private interface Remount {
        void remount(FullDisk full, int room) throws Exception;
    }

    private void remountForFiles(int room) throws Exception {
        try (Stream<Path> all = Files.walk(disk)) {
            mount("-o", "remount,size=256m,nr_inodes=" + (all.count() + room), disk.toString());
        }
    }

    private void remountForBlocks(int room) throws Exception {
        var store = Files.getFileStore(disk);
        long used = store.getTotalSpace() - store.getUnallocatedSpace();
        mount("-o", "remount,nr_inodes=10000,size=" + (used + (long) room * BLOCK), disk.toString());
    }

    private int leastRoom(Remount limit) throws Exception {
        int low = 0;
        int high = 1;
        while (!succeedsWith(high, limit)) {
            low = high + 1;
            high *= 2;
        }
        while (low < high) {
            int middle = (low + high) / 2;
            if (succeedsWith(middle, limit)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return high;
    }

    private boolean succeedsWith(int room, Remount limit) throws Exception {
        startAnew();
        limit.remount(this, room);
        return program.run(words).code() == 0;
    }

    private void meetFullDisk(int room, Remount limit) throws Exception {
        startAnew();
        limit.remount(this, room);

        TestProgram.Run run = program.run(words);

        String told = "room " + room + ": " + String.join(" ", words) + "\n" + run.out() + run.err();
        if (run.code() == 0) {
            return; // What takes a little more space at times was enough this time.
        }
        assertEquals(1, run.code(), told);
        assertEquals(
                1, run.err().lines().filter(line -> line.startsWith("error: ")).count(), told);
        assertTrue(run.err().toLowerCase(Locale.ROOT).contains("no space left"), told);
        assertTrue(run.err().contains("fix:   make room"), told);
        assertNoLeftovers(told);
        if (!isRepair) {
            assertTrue(snapshots().containsAll(kept), told);
        }

        mount("-o", "remount," + AMPLE, disk.toString());
        TestProgram.Run again = program.run(words);

        assertEquals(0, again.code(), told + "\nwith room:\n" + again.out() + again.err());
        assertNoLeftovers(told + "\nwith room:\n" + again.out() + again.err());
        if (isRepair) {
            assertEquals(repaired, blobs(), told);
            good("repair", "snapshots", "--forget");
        }
        assertTrue(snapshots().containsAll(kept), told);
        if (room == 1) {
            ResticProgram.newest(repository).run("check", "--read-data");
        }
    }

    private Set<ObjectId> blobs() {
        Set<ObjectId> blobs = new TreeSet<>();
        try (Repository open = ScratchRepository.open(LocalBackend.at(repository))) {
            open.forEachBlob(place -> blobs.add(place.id()));
        }
        return blobs;
    }

    private Set<ObjectId> snapshots() {
        return Soundness.read(LocalBackend.at(repository)).keySet();
    }

    private void assertNoLeftovers(String told) throws IOException {
        List<String> left = new ArrayList<>();
        try (Stream<Path> all = Files.walk(disk)) {
            all.filter(Files::isRegularFile)
                    .filter(path -> path.getParent().endsWith("locks")
                            || path.getFileName().toString().matches(".*(-tmp-.*|\\.tmp)"))
                    .forEach(path -> left.add(path.toString()));
        }
        assertEquals(List.of(), left, told);
    }

    private void startAnew() throws Exception {
        mount("-o", "remount," + AMPLE, disk.toString());
        try (Stream<Path> all = Files.walk(disk)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(disk)) {
                    Files.delete(path);
                }
            }
        }
        copy(sound, disk);
    }

    private ObjectId newest() {
        try (Repository open = ScratchRepository.open(LocalBackend.at(repository))) {
            return open.snapshots(_ -> {}).getLast().id();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                if (!path.equals(from)) {
                    Files.copy(path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static void mount(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(arguments));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), () -> String.join(" ", command));
    }

    private void prepare(String scene) throws IOException {
        String source = outside.resolve("source").toString();
        ScratchRepository.make(LocalBackend.at(repository), scene.equals("migrate") ? 1 : 2);
        write("source/a", "source/b", "source/below/c");
        good("backup", source);
        write("source/a", "source/d");
        good("backup", source);
        kept = snapshots();
        switch (scene) {
            case "backup" -> {
                write("source/b", "source/e", "source/below/f");
                words = new String[] {"backup", source};
            }
            case "copy" -> {
                Path other = outside.resolve("other");
                ScratchRepository.make(LocalBackend.at(other), 2);
                write("source/b", "source/e");
                good("backup", "-r", other.toString(), source);
                good(
                        "backup",
                        "-r",
                        other.toString(),
                        outside.resolve("source/below").toString());
                words = new String[] {"copy", "--from-repo", other.toString()};
            }
            case "prune" -> {
                good("forget", "--keep-last", "1");
                kept = snapshots();
                words = new String[] {"prune", "--max-unused", "0"};
            }
            case "forget" -> {
                words = new String[] {"forget", "--keep-last", "1", "--prune", "--max-unused", "0"};
                kept = Set.of(newest());
            }
            case "rewrite" -> words = new String[] {"rewrite", "--exclude", "b"};
            case "tag" -> {
                words = new String[] {"tag", "--add", "word", newest().toString()};
                kept = new TreeSet<>(snapshots());
                kept.remove(newest());
            }
            case "restore" ->
                words = new String[] {
                    "restore", "latest", "--target", disk.resolve("target").toString()
                };
            case "migrate" -> words = new String[] {"migrate", "upgrade_repo_v2"};
            case "key-add" -> {
                Path password = Files.writeString(outside.resolve("password"), "another");
                words = new String[] {"key", "add", "--new-password-file", password.toString()};
            }
            case "recover" -> {
                good("forget", "latest");
                kept = snapshots();
                words = new String[] {"recover"};
            }
            default -> prepareRepair(scene);
        }
    }

    private void prepareRepair(String scene) throws IOException {
        isRepair = true;
        kept = Set.of();
        Backend backend = LocalBackend.at(repository);
        switch (scene) {
            case "repair-index" -> {
                backend.list(FileType.INDEX, info -> backend.delete(info.file()));
                words = new String[] {"repair", "index"};
            }
            case "repair-packs" ->
                words = new String[] {"repair", "packs", damage(backend).name()};
            case "repair-packs-copy" -> {
                words = new String[] {"repair", "packs", damage(backend).name()};
                program = TestProgram.in(Files.createDirectory(disk.resolve("copies")), program.environment());
            }
            case "repair-snapshots" -> {
                good("repair", "packs", damage(backend).name());
                words = new String[] {"repair", "snapshots", "--forget"};
            }
            default -> throw new IllegalArgumentException(scene);
        }
    }

    /** A pack of data with a damaged blob, of which the other blobs are sound. */
    private FileRef damage(Backend backend) {
        ObjectId[] found = new ObjectId[1];
        try (Repository open = ScratchRepository.open(backend)) {
            open.index().forEach(place -> {
                if (place.blob().type() == BlobType.DATA && place.blob().offset() > 0) {
                    found[0] = place.pack();
                }
            });
        }
        FileRef pack = FileRef.of(FileType.PACK, found[0]);
        byte[] content = backend.load(pack, Range.ALL);
        content[40] ^= 1;
        backend.delete(pack);
        backend.save(pack, content);
        return pack;
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            byte[] content = new byte[12_000];
            random.nextBytes(content);
            Path file = outside.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        }
    }

    private void good(String... arguments) {
        TestProgram.Run run = program.run(arguments);
        assertEquals(0, run.code(), () -> String.join(" ", arguments) + "\n" + run.out() + run.err());
    }
}
