package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.PackGatherer;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The index files of a repository, each with the packs that it lists, so that they can be written anew without some packs. */
final class IndexFiles {
    /** A file of fewer blobs is worth joining with others. */
    private static final int SMALL = 25_000;

    private final Repository repository;
    private final Index index = new Index();
    private final List<File> files = new ArrayList<>();

    private record File(FileRef name, List<ObjectId> packs, int blobs) {}

    private IndexFiles(Repository repository) {
        this.repository = repository;
    }

    /**
     * Reads all of them.
     *
     * @throws DamagedFile if one can't be read
     */
    static IndexFiles load(Repository repository, int threads, PruneProgress progress) {
        List<FileInfo> listed = repository.files(FileType.INDEX);
        progress.begin(PruneProgress.Phase.INDEX, listed.size());
        IndexFiles files = new IndexFiles(repository);
        new Parallel(threads).forEach(listed, info -> {
            files.load(info.file());
            progress.itemDone();
        });
        return files;
    }

    private void load(FileRef name) {
        List<ObjectId> packs = new ArrayList<>();
        int[] blobs = new int[1];
        PackGatherer gatherer = new PackGatherer(name) {
            @Override
            protected void gathered(ObjectId pack, List<PackedBlob> ofPack) {
                packs.add(pack);
                blobs[0] += ofPack.size();
                index.add(pack, ofPack);
            }
        };
        repository.readIndex(name, gatherer);
        gatherer.end();
        synchronized (files) {
            files.add(new File(name, packs, blobs[0]));
        }
    }

    /** What all of them tell. */
    Index index() {
        return index;
    }

    /**
     * The files that are to be written anew: those that list a pack that goes and, if there are any, those that are small.
     *
     * @param goes whether a pack goes
     */
    List<FileRef> toReplace(Predicate<ObjectId> goes) {
        boolean any = files.stream().anyMatch(file -> file.packs().stream().anyMatch(goes));
        if (!any) {
            return List.of();
        }
        return files.stream()
                .filter(file -> file.blobs() < SMALL || file.packs().stream().anyMatch(goes))
                .map(File::name)
                .toList();
    }

    /** Stores new files that list the packs of the replaced ones, but for those that go; each pack once, all durable on return. */
    void save(List<FileRef> replaced, Predicate<ObjectId> goes, RepositoryLock lock) {
        Set<FileRef> old = Set.copyOf(replaced);
        Set<ObjectId> listed = new HashSet<>();
        for (File file : files) {
            if (!old.contains(file.name())) {
                listed.addAll(file.packs());
            }
        }
        NewIndexFiles fresh = new NewIndexFiles(repository, lock);
        for (File file : files) {
            for (ObjectId pack : old.contains(file.name()) ? file.packs() : List.<ObjectId>of()) {
                if (!goes.test(pack) && listed.add(pack)) {
                    fresh.add(pack, index.blobs(pack));
                }
            }
        }
        fresh.finish();
    }
}
