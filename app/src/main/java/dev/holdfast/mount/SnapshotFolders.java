package dev.holdfast.mount;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.repo.Repository;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The folders above the snapshots, as the templates ask for them. Looks for new snapshots once a minute when it is asked. */
final class SnapshotFolders {
    private static final Duration REFRESH = Duration.ofMinutes(1);
    private static final String LATEST = "latest";

    private final Repository repository;
    private final MountSettings settings;
    private final InstantSource clock;
    private final Problems problems;
    private final Map<ObjectId, StoredSnapshot> known = new HashMap<>();
    private @Nullable Instant looked;
    private Map<String, Folder> folders = Map.of();

    /** One entry of such a folder. */
    sealed interface Entry {
        String path();
    }

    /** A folder above snapshots. */
    record Folder(String path, Map<ByteString, Entry> entries) implements Entry {}

    /** A snapshot's root. */
    record Root(String path, StoredSnapshot snapshot) implements Entry {}

    /** A link to the latest snapshot of a folder. */
    record Link(String path, StoredSnapshot snapshot, String target) implements Entry {}

    SnapshotFolders(Repository repository, MountSettings settings, InstantSource clock, Problems problems) {
        this.repository = repository;
        this.settings = settings;
        this.clock = clock;
        this.problems = problems;
    }

    /** The folder of that path as it is now; null if it is there no more. */
    synchronized @Nullable Folder folder(String path) {
        Instant now = clock.instant();
        if (looked == null || !now.isBefore(looked.plus(REFRESH))) {
            refresh();
            looked = clock.instant();
        }
        return folders.get(path);
    }

    private void refresh() {
        List<FileInfo> listed = repository.files(FileType.SNAPSHOT);
        Set<ObjectId> there = listed.stream().map(info -> info.file().id()).collect(Collectors.toSet());
        boolean gone = known.keySet().retainAll(there);
        boolean added = false;
        for (FileInfo info : listed) {
            if (!known.containsKey(info.file().id())) {
                added |= read(info);
            }
        }
        if (added) {
            // What is new may not be in an index that was loaded before.
            repository.forgetIndex();
        }
        if (gone || added || looked == null) {
            folders = build();
        }
    }

    private boolean read(FileInfo info) {
        ObjectId id = info.file().id();
        try {
            known.put(id, new StoredSnapshot(id, repository.snapshot(info)));
            return true;
        } catch (EngineException.FileMissing forgottenMeanwhile) {
            return false;
        } catch (EngineException.DamagedFile e) {
            problems.tell(info.file().toString(), e);
            return false;
        }
    }

    private Map<String, Folder> build() {
        Map<String, Folder> built = new HashMap<>();
        built.put("", new Folder("", new TreeMap<>()));
        for (PathTemplate template : settings.pathTemplates()) {
            folder(built, PathTemplate.clean(template.fixedPart()));
        }
        List<StoredSnapshot> shown = new ArrayList<>(known.values());
        shown.removeIf(stored -> !settings.filter().matches(stored.snapshot()));
        shown.sort(StoredSnapshot.BY_TIME);
        Map<String, Timestamp> latest = new HashMap<>();
        for (StoredSnapshot stored : shown) {
            for (PathTemplate template : settings.pathTemplates()) {
                for (PathTemplate.Filled place : template.fill(stored, settings.timeTemplate())) {
                    add(built, place, stored, latest);
                }
            }
        }
        return built;
    }

    private static void add(
            Map<String, Folder> built,
            PathTemplate.Filled place,
            StoredSnapshot stored,
            Map<String, Timestamp> latest) {
        String last = place.time();
        for (int i = 1; isTaken(built, PathTemplate.clean(place.path() + last)); i++) {
            last = place.time() + "-" + i;
        }
        String path = PathTemplate.clean(place.path() + last);
        put(built, path, new Root(path, stored));
        if (!place.time().isEmpty()) {
            Timestamp time = stored.snapshot().time();
            Timestamp before = latest.get(place.path());
            if (before == null || !time.instant().isBefore(before.instant())) {
                String link = PathTemplate.clean(place.path() + LATEST);
                put(built, link, new Link(link, stored, last));
                latest.put(place.path(), time);
            }
        }
    }

    private static boolean isTaken(Map<String, Folder> built, String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            return true;
        }
        Folder parent = built.get(path.substring(0, slash));
        return parent != null && parent.entries().containsKey(ByteString.of(path.substring(slash + 1)));
    }

    private static void put(Map<String, Folder> built, String path, Entry entry) {
        int slash = path.lastIndexOf('/');
        if (slash >= 0) {
            folder(built, path.substring(0, slash)).entries().put(ByteString.of(path.substring(slash + 1)), entry);
        }
    }

    /** The folder of that path, made with all above it where it is missing. */
    private static Folder folder(Map<String, Folder> built, String path) {
        Folder there = built.get(path);
        if (there != null) {
            return there;
        }
        Folder made = new Folder(path, new TreeMap<>());
        built.put(path, made);
        put(built, path, made);
        return made;
    }
}
