package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.json.IndexWriter;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.Forgery;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A small repository with snapshots of both programs, another one with copies of them, and a random mix of damages. */
final class DamageMix implements AutoCloseable {
    private final Path folder;
    private final Random random;
    private final List<String> story = new ArrayList<>();
    final RepositoryFixture fixture;
    final RepositoryFixture other;
    final TestProgram program;

    /** The two repositories, sound. */
    DamageMix(Path folder, long seed) throws IOException {
        this.folder = folder;
        this.random = new Random(seed);
        story.add("seed " + seed);
        int version = random.nextInt(5) == 0 ? 1 : 2;
        this.fixture = RepositoryFixture.create(
                LocalBackend.at(folder.resolve("repository")), version, InstantSource.system());
        this.other = RepositoryFixture.at(folder.resolve("other"));
        this.program = TestProgram.in(
                Files.createDirectories(folder.resolve("copies")),
                Map.of(
                        "RESTIC_REPOSITORY", folder.resolve("repository").toString(),
                        "RESTIC_PASSWORD", RepositoryFixture.PASSWORD,
                        "RESTIC_FROM_PASSWORD", RepositoryFixture.PASSWORD));
        int snapshots = 3 + random.nextInt(2);
        int copied = random.nextInt(3) == 0 ? random.nextInt(snapshots) : snapshots;
        for (int i = 0; i < snapshots; i++) {
            change(i);
            backup(i);
            if (i == copied - 1) {
                copyToOther();
            }
        }
        storeSomeTwice();
        if (random.nextInt(4) == 0) {
            listTwice();
        }
        if (copied < snapshots) {
            story.add("only " + copied + " snapshots in the other repository");
        } else if (random.nextInt(4) == 0) {
            harm(other, any(other, FileType.PACK), "other's ");
        }
    }

    @Override
    public String toString() {
        return String.join("; ", story);
    }

    ResticProgram restic() {
        return ResticProgram.newest()
                .on(folder.resolve("repository"), RepositoryFixture.PASSWORD)
                .in(folder);
    }

    /** A number from 0 to below {@code bound}. */
    int next(int bound) {
        return random.nextInt(bound);
    }

    Path source() {
        return folder.resolve("source");
    }

    private void change(int round) throws IOException {
        int files = round == 0 ? 12 : 3;
        for (int i = 0; i < files; i++) {
            String name = "d" + random.nextInt(3) + "/e" + random.nextInt(2) + "/f" + random.nextInt(9);
            write(name, content(round == 0 && i == 0 ? 2_500_000 : 1 + random.nextInt(4_000)));
        }
        if (round == 0) {
            byte[] same = content(2_000);
            write("d0/same", same);
            write("d1/same", same);
            write("empty", new byte[0]);
        }
    }

    private byte[] content(int length) {
        byte[] content = new byte[length];
        if (random.nextInt(4) == 0) {
            Arrays.fill(content, (byte) random.nextInt());
        } else {
            random.nextBytes(content);
        }
        return content;
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = source().resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private void backup(int round) {
        if (round == 1 || random.nextInt(3) == 0) {
            restic().run("backup", source().toString());
        } else {
            fixture.reopen();
            fixture.backup(source());
        }
    }

    private void copyToOther() {
        TestProgram.Run copy = program.run(
                "copy",
                "-r",
                folder.resolve("other").toString(),
                "--from-repo",
                folder.resolve("repository").toString());
        assertEquals(0, copy.code(), copy.err());
    }

    /** Some blobs in a second pack: listed, listed by no index, or trees and data together. */
    private void storeSomeTwice() {
        int packs = random.nextInt(4);
        for (int i = 0; i < packs; i++) {
            Repository repository = fixture.reopen();
            List<BlobLocation> all = new ArrayList<>();
            repository.index().forEach(all::add);
            Collections.shuffle(all, random);
            int count = Math.min(all.size(), 1 + random.nextInt(8));
            List<BlobLocation> some = new ArrayList<>(all.subList(0, count));
            boolean mixed = random.nextBoolean();
            BlobType type = some.getFirst().blob().type();
            some.removeIf(place -> !mixed && place.blob().type() != type);
            ObjectId pack = Forgery.pack(repository, some);
            boolean isListed = random.nextInt(3) > 0;
            story.add("a second pack with " + some.size() + (isListed ? "" : ", unlisted"));
            if (isListed) {
                list(repository, pack, some);
            }
        }
    }

    private static void list(Repository repository, ObjectId pack, List<BlobLocation> blobs) {
        IndexWriter index = new IndexWriter(1000);
        index.pack(pack);
        int offset = 0;
        for (BlobLocation place : blobs) {
            index.blob(
                    place.blob().id(),
                    place.blob().type(),
                    offset,
                    place.blob().length(),
                    place.blob().plainLength());
            offset += place.blob().length();
        }
        repository.saveUnpacked(FileType.INDEX, index.finish().toBytes());
    }

    /** Damages between one and six files. */
    void damage() throws IOException {
        int damages = 1 + random.nextInt(6);
        for (int i = 0; i < damages; i++) {
            switch (random.nextInt(11)) {
                case 0, 1 -> harm(fixture, any(fixture, FileType.INDEX), "");
                case 2, 3 -> harm(fixture, packOf(BlobType.DATA), "");
                case 4, 5 -> harm(fixture, packOf(BlobType.TREE), "");
                case 6 -> harm(fixture, any(fixture, FileType.PACK), "");
                case 7 -> harm(fixture, any(fixture, FileType.SNAPSHOT), "");
                case 8 -> plantForeign(List.of(FileType.INDEX, FileType.SNAPSHOT, FileType.PACK));
                case 9 -> plantForeign(List.of(FileType.KEY));
                default -> plantStray();
            }
        }
        if (random.nextInt(6) == 0) {
            FileRef lock = FileRef.of(FileType.LOCK, new ObjectId(random.nextLong(), 1, 2, 3));
            fixture.backend().save(lock, content(random.nextBoolean() ? 0 : 200));
            story.add("junk as " + lock);
        }
    }

    private FileRef packOf(BlobType type) {
        Set<ObjectId> packs = new HashSet<>();
        try {
            fixture.reopen().index().forEach(place -> {
                if (place.blob().type() == type) {
                    packs.add(place.pack());
                }
            });
        } catch (RuntimeException indexDamaged) {
            return any(fixture, FileType.PACK);
        }
        List<ObjectId> sorted = packs.stream().sorted().toList();
        return sorted.isEmpty()
                ? any(fixture, FileType.PACK)
                : FileRef.of(FileType.PACK, sorted.get(random.nextInt(sorted.size())));
    }

    private FileRef any(RepositoryFixture repository, FileType type) {
        List<FileRef> all = new ArrayList<>();
        repository.backend().list(type, info -> all.add(info.file()));
        all.sort((one, two) -> one.name().compareTo(two.name()));
        return all.isEmpty() ? FileRef.of(type, new ObjectId(1, 2, 3, 4)) : all.get(random.nextInt(all.size()));
    }

    private void harm(RepositoryFixture repository, FileRef file, String whose) {
        if (repository.backend().stat(file).isEmpty()) {
            return;
        }
        byte[] content = repository.backend().load(file, Range.ALL);
        FileRef another = any(repository, file.type());
        byte[] others = repository.backend().load(another, Range.ALL);
        int kind = random.nextInt(8);
        String what = switch (kind) {
            case 0 -> "missing ";
            case 1 -> "cut ";
            case 2 -> "longer ";
            case 3 -> "end flipped ";
            case 4 -> "emptied ";
            case 5 -> "another in the place of ";
            default -> "flipped ";
        };
        story.add(what + whose + file);
        repository.backend().delete(file);
        if (content.length == 0 || kind == 0) {
            return;
        }
        switch (kind) {
            case 1 -> content = Arrays.copyOf(content, random.nextInt(content.length));
            case 2 -> content = Arrays.copyOf(content, content.length + 1 + random.nextInt(100));
            case 3 -> content[content.length - 1 - random.nextInt(Math.min(60, content.length))] ^= 4;
            case 4 -> content = new byte[0];
            case 5 -> content = others;
            default -> content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
        }
        repository.backend().save(file, content);
    }

    private void plantForeign(List<FileType> types) {
        FileRef file = any(other, types.get(random.nextInt(types.size())));
        if (other.backend().stat(file).isPresent()
                && fixture.backend().stat(file).isEmpty()) {
            fixture.backend().save(file, other.backend().load(file, Range.ALL));
            story.add("of the other repository " + file);
        }
    }

    private void listTwice() {
        Repository repository = fixture.reopen();
        List<ObjectId> packs = repository.index().packs();
        ObjectId pack = packs.get(random.nextInt(packs.size()));
        list(
                repository,
                pack,
                repository.index().blobs(pack).stream()
                        .sorted(Comparator.comparing(PackedBlob::offset))
                        .map(blob -> new BlobLocation(pack, blob))
                        .toList());
        story.add("listed twice " + pack);
    }

    private void plantStray() throws IOException {
        Path repository = folder.resolve("repository");
        switch (random.nextInt(4)) {
            case 0 -> Files.writeString(repository.resolve("index/stray"), "stray");
            case 1 -> Files.createDirectories(repository.resolve("snapshots/" + "ab".repeat(32) + ".d/below"));
            case 2 -> Files.write(repository.resolve("data/00/" + "00".repeat(32) + "-tmp-123"), content(100));
            default -> Files.createDirectories(repository.resolve("data/notes"));
        }
        story.add("a stray file");
    }

    List<FileInfo> files(FileType type) {
        return fixture.repository().files(type);
    }

    @Override
    public void close() {
        fixture.close();
        other.close();
    }
}
