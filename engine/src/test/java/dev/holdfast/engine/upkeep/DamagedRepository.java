package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FaultyBackend;
import dev.holdfast.engine.backend.FaultyBackend.Operation;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A repository in a folder with two snapshots, which tests then damage, and the real restic beside it. */
final class DamagedRepository implements AutoCloseable {
    private final Path folder;
    final Path source;
    final RepositoryFixture fixture;
    final StoredSnapshot first;
    final StoredSnapshot second;

    private DamagedRepository(Path folder) throws IOException {
        this.folder = folder;
        this.source = Files.createDirectories(folder.resolve("source"));
        this.fixture = RepositoryFixture.at(folder.resolve("repository"));
        Random random = new Random(7);
        for (int i = 0; i < 12; i++) {
            write(random, "d" + i % 3 + "/f" + i, 3_000);
        }
        this.first = fixture.backup(source);
        write(random, "later", 40_000);
        this.second = fixture.backup(source);
    }

    static DamagedRepository in(Path folder) {
        try {
            return new DamagedRepository(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Random random, String name, int length) throws IOException {
        byte[] content = new byte[length];
        random.nextBytes(content);
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    Path repository() {
        return folder.resolve("repository");
    }

    ResticProgram restic() {
        return ResticProgram.newest().on(repository(), RepositoryFixture.PASSWORD);
    }

    /** A copy that the real restic may work on. */
    ResticProgram resticOnCopy() {
        Path copy = folder.resolve("copy");
        copyTree(repository(), copy);
        return ResticProgram.newest().on(copy, RepositoryFixture.PASSWORD).in(folder);
    }

    static void copyTree(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts that the real restic finds nothing wrong. */
    void assertSound() {
        restic().run("check", "--read-data");
    }

    /** Asserts that a snapshot comes back as the source is. */
    void assertRestores(StoredSnapshot snapshot) {
        Path target = folder.resolve("restored-" + snapshot.id().shortName());
        restic().run("restore", snapshot.id().toString(), "--target", target.toString());
        try {
            FileTrees.assertEqual(source, target.resolve(source.toString().substring(1)));
        } catch (PosixException e) {
            throw new AssertionError(e);
        }
    }

    List<FileInfo> files(FileType type) {
        return fixture.repository().files(type);
    }

    /** The repository opened by someone who may not read this file. */
    Repository withoutPermissionFor(FileRef file) {
        FaultScript refusal = FaultScript.each(
                call -> call.operation() == Operation.LOAD && file.equals(call.file()), Fault.FAIL_FOR_GOOD);
        return Repository.open(
                new FaultyBackend(fixture.backend(), refusal),
                RepositoryFixture.PASSWORD.getBytes(StandardCharsets.UTF_8),
                "",
                ScratchRepository.client(InstantSource.system(), new SecureRandom()));
    }

    /** The packs with a blob of this type, smallest id first. */
    List<FileRef> packs(BlobType type) {
        Set<ObjectId> packs = new TreeSet<>();
        fixture.reopen().index().forEach(place -> {
            if (place.blob().type() == type) {
                packs.add(place.pack());
            }
        });
        return packs.stream().map(id -> FileRef.of(FileType.PACK, id)).toList();
    }

    byte[] load(FileRef file) {
        return fixture.backend().load(file, Range.ALL);
    }

    void replace(FileRef file, byte[] content) {
        fixture.backend().delete(file);
        fixture.backend().save(file, content);
    }

    void turnBit(FileRef file, int position) {
        byte[] content = load(file);
        content[position < 0 ? content.length + position : position] ^= 0x10;
        replace(file, content);
    }

    void cut(FileRef file, int length) {
        replace(file, Arrays.copyOf(load(file), length));
    }

    /** What the index tells: type, id and pack of every blob, in order. */
    static List<String> indexed(RepositoryFixture fixture) {
        List<String> all = new ArrayList<>();
        fixture.reopen().forEachBlob(place -> all.add(place.type() + " " + place.id() + " " + place.pack()));
        all.sort(null);
        return all;
    }

    @Override
    public void close() {
        fixture.close();
    }
}
