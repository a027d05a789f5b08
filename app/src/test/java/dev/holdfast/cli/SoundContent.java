package dev.holdfast.cli;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackHeader;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.PackGatherer;
import dev.holdfast.engine.repo.PackHeaders;
import dev.holdfast.engine.repo.Repository;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a sound repository holds, noted before it is damaged; tells which of it can still be had afterwards. */
final class SoundContent {
    private final Map<FileRef, byte[]> files = new HashMap<>();
    private final Map<ObjectId, Set<ObjectId>> listed = new HashMap<>();
    private final Set<BlobLocation> copies = new LinkedHashSet<>();
    private final Map<ObjectId, ObjectId> roots = new TreeMap<>();
    private final Map<ObjectId, List<Node>> trees = new HashMap<>();

    /** A blob's type and id. */
    record Blob(BlobType type, ObjectId id) {}

    /** Notes all of it; packs that no index lists, too. */
    SoundContent(RepositoryFixture fixture) {
        Repository repository = fixture.reopen();
        for (FileType type : List.of(FileType.PACK, FileType.INDEX, FileType.SNAPSHOT, FileType.KEY)) {
            for (FileInfo info : repository.files(type)) {
                files.put(info.file(), fixture.backend().load(info.file(), Range.ALL));
            }
        }
        for (FileInfo pack : repository.files(FileType.PACK)) {
            new PackHeaders(repository)
                    .read(pack)
                    .forEach(blob -> copies.add(new BlobLocation(pack.file().id(), blob)));
        }
        repository.files(FileType.INDEX).forEach(info -> listed.put(info.file().id(), packs(repository, info.file())));
        repository.snapshots(_ -> {}).forEach(stored -> {
            roots.put(stored.id(), stored.snapshot().tree());
            note(repository, stored.snapshot().tree());
        });
    }

    private static Set<ObjectId> packs(Repository repository, FileRef index) {
        Set<ObjectId> packs = new HashSet<>();
        PackGatherer gatherer = new PackGatherer(index) {
            @Override
            protected void gathered(ObjectId pack, List<PackedBlob> blobs) {
                packs.add(pack);
            }

            @Override
            protected void gatheredMarked(ObjectId pack, List<PackedBlob> blobs, Mark mark) {
                throw new AssertionError("no pack is marked");
            }
        };
        repository.readIndex(index, gatherer);
        gatherer.end();
        return packs;
    }

    private void note(Repository repository, ObjectId tree) {
        if (!trees.containsKey(tree)) {
            trees.put(tree, repository.tree(tree));
            trees.get(tree).forEach(node -> node.tree().ifPresent(below -> note(repository, below)));
        }
    }

    /** The ids of the snapshots. */
    Set<ObjectId> snapshots() {
        return roots.keySet();
    }

    /** A snapshot's root tree. */
    ObjectId root(ObjectId snapshot) {
        return roots.get(snapshot);
    }

    /** The bytes of a file as it was, null if it was not there. */
    byte @Nullable [] bytes(FileRef file) {
        return files.get(file);
    }

    /** Files of these types that are not as they were, or were not there before; those gone too if {@code missing}. */
    Set<FileRef> changed(RepositoryFixture fixture, FileType type, boolean missing) {
        Set<FileRef> changed = new HashSet<>();
        Set<FileRef> there = new HashSet<>();
        fixture.backend().list(type, info -> {
            there.add(info.file());
            byte[] content = fixture.backend().load(info.file(), Range.ALL);
            if (!Arrays.equals(content, files.get(info.file()))) {
                changed.add(info.file());
            }
        });
        if (missing) {
            files.keySet().stream()
                    .filter(file -> file.type() == type && !there.contains(file))
                    .forEach(changed::add);
        }
        return changed;
    }

    /** The packs that the sound ones of the index files list. */
    Set<ObjectId> listedPacks(RepositoryFixture fixture) {
        Set<FileRef> damaged = changed(fixture, FileType.INDEX, true);
        Set<ObjectId> packs = new HashSet<>();
        listed.forEach((index, each) -> {
            if (!damaged.contains(FileRef.of(FileType.INDEX, index))) {
                packs.addAll(each);
            }
        });
        return packs;
    }

    /** The blobs of which a copy lies unchanged in a pack that a sound index file or its own sound header tells of. */
    Set<Blob> alive(RepositoryFixture fixture, boolean onlyListed) {
        Map<ObjectId, byte[]> now = new HashMap<>();
        fixture.backend()
                .list(
                        FileType.PACK,
                        info -> now.put(info.file().id(), fixture.backend().load(info.file(), Range.ALL)));
        Set<ObjectId> indexed = listedPacks(fixture);
        Set<Blob> alive = new HashSet<>();
        for (BlobLocation copy : copies) {
            byte[] pack = now.get(copy.pack());
            byte[] sound = files.get(FileRef.of(FileType.PACK, copy.pack()));
            int from = copy.blob().offset();
            int to = from + copy.blob().length();
            boolean isListed = indexed.contains(copy.pack()) && holds(pack, sound, from, to);
            // By its own header a pack can be had under whatever name.
            boolean isTold = !onlyListed
                    && now.values().stream()
                            .anyMatch(each -> hasSoundHeader(each, sound) && holds(each, sound, from, to));
            if (isListed || isTold) {
                alive.add(new Blob(copy.blob().type(), copy.blob().id()));
            }
        }
        return alive;
    }

    private static boolean holds(byte @Nullable [] pack, byte[] sound, int from, int to) {
        return pack != null && to <= pack.length && Arrays.equals(pack, from, to, sound, from, to);
    }

    private static boolean hasSoundHeader(byte[] pack, byte[] sound) {
        if (pack.length != sound.length) {
            return false;
        }
        int begin = sound.length - PackHeader.LENGTH_FIELD - (int) PackHeader.readLength(sound, sound.length);
        return Arrays.equals(pack, begin, pack.length, sound, begin, sound.length);
    }

    /** All blobs that the snapshots need, but for those whose files are among {@code unreadable}. */
    Set<Blob> needed(Set<FileRef> unreadable) {
        Set<Blob> needed = new HashSet<>();
        roots.forEach((snapshot, root) -> {
            if (!unreadable.contains(FileRef.of(FileType.SNAPSHOT, snapshot))) {
                need(root, needed);
            }
        });
        return needed;
    }

    private void need(ObjectId tree, Set<Blob> needed) {
        if (needed.add(new Blob(BlobType.TREE, tree))) {
            for (Node node : trees.get(tree)) {
                node.blobs().forEach(blob -> needed.add(new Blob(BlobType.DATA, blob)));
                node.tree().ifPresent(below -> need(below, needed));
            }
        }
    }

    /** Whether the tree is there with all that its nodes name. */
    boolean isWhole(ObjectId tree, Set<Blob> alive) {
        return alive.contains(new Blob(BlobType.TREE, tree))
                && trees.get(tree).stream()
                        .allMatch(node ->
                                node.blobs().stream().allMatch(blob -> alive.contains(new Blob(BlobType.DATA, blob)))
                                        && node.tree()
                                                .map(below -> alive.contains(new Blob(BlobType.TREE, below)))
                                                .orElse(true));
    }

    /** What a snapshot loses if only these blobs are left, as {@code repair snapshots} names it. */
    Set<String> lost(ObjectId snapshot, Set<Blob> alive) {
        Set<String> lost = new TreeSet<>();
        lose(roots.get(snapshot), "", alive, lost);
        return lost;
    }

    private void lose(ObjectId tree, String path, Set<Blob> alive, Set<String> lost) {
        if (!alive.contains(new Blob(BlobType.TREE, tree))) {
            lost.add("dir \"" + (path.isEmpty() ? "/" : path) + "\"");
            return;
        }
        for (Node node : trees.get(tree)) {
            String at = path + "/" + node.name();
            if (node.type() == NodeType.DIRECTORY) {
                lose(node.tree().orElseThrow(), at, alive, lost);
            } else if (!node.blobs().stream().allMatch(blob -> alive.contains(new Blob(BlobType.DATA, blob)))) {
                lost.add("file \"" + at + "\"");
            }
        }
    }

    /** What must be left of a snapshot's tree: each path with its content, as far as that is left. */
    Map<String, List<ObjectId>> left(ObjectId snapshot, Set<Blob> alive) {
        Map<String, List<ObjectId>> left = new TreeMap<>();
        leave(roots.get(snapshot), "", alive, left);
        return left;
    }

    private void leave(ObjectId tree, String path, Set<Blob> alive, Map<String, List<ObjectId>> left) {
        if (alive.contains(new Blob(BlobType.TREE, tree))) {
            for (Node node : trees.get(tree)) {
                String at = path + "/" + node.name();
                left.put(
                        at,
                        node.blobs().stream()
                                .filter(blob -> alive.contains(new Blob(BlobType.DATA, blob)))
                                .toList());
                node.tree().ifPresent(below -> leave(below, at, alive, left));
            }
        }
    }

    /** The same of a tree that is there. */
    static Map<String, List<ObjectId>> content(Repository repository, ObjectId tree) {
        Map<String, List<ObjectId>> all = new TreeMap<>();
        content(repository, tree, "", all);
        return all;
    }

    private static void content(Repository repository, ObjectId tree, String path, Map<String, List<ObjectId>> all) {
        for (Node node : repository.tree(tree)) {
            String at = path + "/" + node.name();
            all.put(at, node.blobs());
            node.tree().ifPresent(below -> content(repository, below, at, all));
        }
    }
}
