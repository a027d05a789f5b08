package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.PackGatherer;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The index files of a repository, each with the packs that it lists or marks, so that they can be written anew. */
final class IndexFiles {
    /** A file of fewer blobs is worth joining with others. */
    private static final int SMALL = 25_000;

    private final Repository repository;
    private final Index index = new Index();
    private final List<File> files = new ArrayList<>();

    private record File(FileRef name, List<ObjectId> packs, List<ObjectId> marked, int blobs) {}

    /**
     * What new index files are to tell.
     *
     * @param going packs that none may list any more
     * @param relisted packs that were marked and are to be listed again
     * @param marks of all packs that are to be marked; none of these is listed
     */
    record Layout(Set<ObjectId> going, Set<ObjectId> relisted, Map<ObjectId, Mark> marks) {
        boolean goes(ObjectId pack) {
            return going.contains(pack) || marks.containsKey(pack);
        }
    }

    private IndexFiles(Repository repository) {
        this.repository = repository;
    }

    /**
     * Reads all of them.
     *
     * @throws DamagedFile if one can't be read
     */
    static IndexFiles load(Repository repository, int threads, PruneProgress progress) {
        IndexFiles files = new IndexFiles(repository);
        files.loadNew(threads, progress);
        return files;
    }

    /**
     * Reads those that were stored since.
     *
     * @throws FileMissing if one that was read is gone
     */
    void loadNew(int threads, PruneProgress progress) {
        List<FileInfo> listed = fresh();
        progress.begin(PruneProgress.Phase.INDEX, listed.size());
        new Parallel(threads).forEach(listed, info -> {
            load(info.file());
            progress.itemDone();
        });
    }

    private List<FileInfo> fresh() {
        Set<FileRef> known = files.stream().map(File::name).collect(Collectors.toCollection(HashSet::new));
        List<FileInfo> listed = repository.files(FileType.INDEX);
        List<FileInfo> fresh =
                listed.stream().filter(info -> !known.remove(info.file())).toList();
        if (!known.isEmpty()) {
            throw new FileMissing(
                    repository.backend().location(), known.iterator().next().toString());
        }
        return fresh;
    }

    /** Packs that are listed by index files that are not known yet. */
    Set<ObjectId> listedSince() {
        Set<FileRef> known = files.stream().map(File::name).collect(Collectors.toSet());
        Set<ObjectId> packs = new HashSet<>();
        for (FileInfo info : repository.files(FileType.INDEX)) {
            if (!known.contains(info.file())) {
                PackGatherer gatherer = new PackGatherer(info.file()) {
                    @Override
                    protected void gathered(ObjectId pack, List<PackedBlob> blobs) {
                        packs.add(pack);
                    }

                    @Override
                    protected void gatheredMarked(ObjectId pack, List<PackedBlob> blobs, Mark mark) {
                        // What is marked only may go.
                    }
                };
                repository.readIndex(info.file(), gatherer);
                gatherer.end();
            }
        }
        return packs;
    }

    private void load(FileRef name) {
        List<ObjectId> packs = new ArrayList<>();
        List<ObjectId> marked = new ArrayList<>();
        int[] blobs = new int[1];
        PackGatherer gatherer = new PackGatherer(name) {
            @Override
            protected void gathered(ObjectId pack, List<PackedBlob> ofPack) {
                packs.add(pack);
                blobs[0] += ofPack.size();
                index.add(pack, ofPack);
            }

            @Override
            protected void gatheredMarked(ObjectId pack, List<PackedBlob> ofPack, Mark mark) {
                marked.add(pack);
                blobs[0] += ofPack.size();
                index.addMarked(pack, ofPack, mark);
            }
        };
        repository.readIndex(name, gatherer);
        gatherer.end();
        synchronized (files) {
            files.add(new File(name, packs, marked, blobs[0]));
        }
    }

    /** What all of them tell. */
    Index index() {
        return index;
    }

    /** Packs of files none of whose packs is needed: a backup that is under way may have stored them. */
    Set<ObjectId> whollyUnused(Predicate<ObjectId> needed) {
        Set<ObjectId> unused = new HashSet<>();
        for (File file : files) {
            if (file.packs().stream().noneMatch(needed)) {
                unused.addAll(file.packs());
            }
        }
        return unused;
    }

    /**
     * The files that are to be written anew: if anything changes, those that list a pack that goes, those that mark packs, and
     * those that are small.
     *
     * @param leftAlone packs whose files are not joined with others
     * @param marksChange whether some pack is to be marked, or no longer, or otherwise
     */
    List<FileRef> toReplace(Layout layout, Set<ObjectId> leftAlone, boolean marksChange) {
        boolean any = marksChange
                || files.stream().anyMatch(file -> file.packs().stream().anyMatch(layout::goes));
        if (!any) {
            return List.of();
        }
        return files.stream()
                .filter(file -> !file.marked().isEmpty()
                        || file.packs().stream().anyMatch(layout::goes)
                        || file.blobs() < SMALL && !leftAlone.containsAll(file.packs()))
                .map(File::name)
                .toList();
    }

    /** Whether any file marks packs. */
    boolean hasMarks() {
        return files.stream().anyMatch(file -> !file.marked().isEmpty());
    }

    /** Stores new files that tell what the replaced ones told, but for what is to be changed; each pack once, all durable on return. */
    void save(List<FileRef> replaced, Layout layout, RepositoryLock lock) {
        Set<FileRef> old = Set.copyOf(replaced);
        Set<ObjectId> listed = new HashSet<>();
        for (File file : files) {
            if (!old.contains(file.name())) {
                listed.addAll(file.packs());
            }
        }
        NewIndexFiles fresh = new NewIndexFiles(repository, lock);
        for (File file : files) {
            if (old.contains(file.name())) {
                file.packs().stream()
                        .filter(pack -> !layout.goes(pack) && listed.add(pack))
                        .forEach(pack -> fresh.add(pack, index.blobs(pack)));
            }
        }
        layout.relisted().stream().filter(listed::add).forEach(pack -> fresh.add(pack, index.blobs(pack)));
        layout.marks().forEach((pack, mark) -> fresh.addMarked(pack, index.blobs(pack), mark));
        fresh.finish();
    }
}
