package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.op.Backup;
import dev.holdfast.engine.op.BackupProgress;
import dev.holdfast.engine.op.ChangeRule;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.SnapshotGroups;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.op.Tags;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Holdfast does in a history, told by words: in this process, or in one of its own, in order to be killed. */
public final class HistoryWork {
    private final Repository repository;
    private final RepositoryLock lock;

    private HistoryWork(Repository repository, RepositoryLock lock) {
        this.repository = repository;
        this.lock = lock;
    }

    /** {@code HistoryWork REPOSITORY WORDS…} */
    public static void main(String[] arguments) {
        Backend backend = LocalBackend.at(Path.of(arguments[0]));
        System.out.println("begin");
        if (!run(backend, List.of(arguments).subList(1, arguments.length))) {
            throw new IllegalStateException("some of it was not done");
        }
    }

    /** Whether all of it was done. */
    static boolean run(Backend backend, List<String> words) {
        String verb = words.getFirst();
        if (verb.equals("prune-in-phases")) {
            TwoPhaseScene.prune(backend, Instant.parse(words.get(1)));
            return true;
        }
        boolean exclusive = !verb.equals("backup") && !verb.equals("copy");
        try (Repository repository = ScratchRepository.open(backend);
                RepositoryLock lock = RepositoryLock.acquire(repository, exclusive)) {
            return new HistoryWork(repository, lock).does(verb, words.subList(1, words.size()));
        }
    }

    private boolean does(String verb, List<String> rest) {
        return switch (verb) {
            case "backup" -> backup(rest.get(0), rest.get(1), Instant.parse(rest.get(2)), rest.get(3));
            case "prune" -> prune(new Random(Long.parseLong(rest.getFirst())));
            case "forget" -> forget(rest.stream().map(ObjectId::parse).toList());
            case "keep" -> keep(rest.getFirst(), rest.subList(1, rest.size()));
            case "copy" -> copy(Path.of(rest.getFirst()));
            case "rewrite" -> rewrite(rest.get(0), rest.get(1), rest.size() < 3 ? null : Instant.parse(rest.get(2)));
            case "tag" -> tag(rest.get(0), rest.get(1));
            case "repair-index" -> repairIndex(Boolean.parseBoolean(rest.getFirst()));
            case "repair-packs" -> repairPacks(new Random(Long.parseLong(rest.getFirst())));
            case "repair-snapshots" -> repairSnapshots();
            case "upgrade" -> upgrade();
            default -> throw new IllegalArgumentException(verb);
        };
    }

    private boolean backup(String folder, String host, Instant time, String how) {
        StoredSnapshot parent = !how.equals("usual")
                ? null
                : new Snapshots(repository)
                        .latest(new SnapshotFilter(List.of(host), List.of(), List.of(folder)), time, _ -> {})
                        .orElse(null);
        if (how.equals("twice")) {
            // Everything is stored once more.
            repository.useIndex(new Index());
        }
        LocalFiles source = new LocalFiles(
                List.of(ByteString.of(folder)),
                Exclusions.builder(),
                new LocalFiles.Options(ByteString.of("/"), false, ZoneOffset.UTC));
        Backup.Request request = new Backup.Request(
                source,
                List.of(folder),
                host,
                List.of(),
                List.of(),
                time,
                parent,
                ChangeRule.STRICT,
                false,
                PruneScene.TINY,
                2,
                "history");
        return new Backup(repository, request).run(lock, new BackupProgress()).problems() == 0;
    }

    private boolean prune(Random random) {
        UnusedLimit limit = switch (random.nextInt(4)) {
            case 0 -> new UnusedLimit.Unlimited();
            case 1 -> new UnusedLimit.Bytes(random.nextInt(20_000));
            case 2 -> new UnusedLimit.Share(random.nextInt(50));
            default -> new UnusedLimit.Bytes(0);
        };
        Prune.Request request = new Prune.Request(
                limit,
                random.nextInt(3) == 0 ? random.nextInt(50_000) : Long.MAX_VALUE,
                1 + random.nextInt(6_000),
                random.nextInt(5) == 0,
                false,
                Set.of(),
                false,
                PruneScene.TINY,
                1 + random.nextInt(3),
                null);
        Prune prune = new Prune(repository, lock, request, new PruneProgress());
        prune.run(prune.plan());
        return true;
    }

    private boolean forget(List<ObjectId> ids) {
        return new Forget(repository).run(ids, lock, _ -> {}).isEmpty();
    }

    private boolean keep(String groups, List<String> rules) {
        Forget.Plan plan = new Forget(repository).plan(keeping(groups, rules));
        return forget(plan.removed()) && plan.damaged().isEmpty();
    }

    /** What to forget by rules such as {@code last=2}, {@code within=3d} and {@code tag=t1}. */
    static Forget.Request keeping(String groups, List<String> rules) {
        List<KeepRule> parsed = rules.stream().map(HistoryWork::rule).toList();
        return new Forget.Request(SnapshotFilter.ALL, SnapshotGroups.by(groups), new KeepPolicy(parsed), false);
    }

    private static KeepRule rule(String text) {
        String word = text.substring(0, text.indexOf('='));
        String value = text.substring(word.length() + 1);
        if (word.equals("tag")) {
            return new KeepRule.Tagged(List.of(value));
        }
        if (word.equals("within")) {
            return new KeepRule.Within(KeepSpan.parse(value));
        }
        for (KeepPeriod period : KeepPeriod.values()) {
            if (period.word().equals(word)) {
                return new KeepRule.Count(period, Integer.parseInt(value));
            }
        }
        throw new IllegalArgumentException(text);
    }

    private boolean copy(Path from) {
        CopyScene.Told told = new CopyScene.Told();
        try (Repository source = ScratchRepository.open(LocalBackend.at(from))) {
            CopyScene.copy(source, repository, lock, CopyScene.tiny(), told);
        }
        return told.failed.isEmpty();
    }

    private boolean rewrite(String id, String excluded, @Nullable Instant time) {
        Selection selection =
                Selection.of(new Selection.Patterns(List.of(), List.of(), List.of(ByteString.of(excluded)), List.of()));
        Rewrite.Request request = new Rewrite.Request(
                selection,
                false,
                null,
                time == null ? null : Timestamp.of(time, ZoneOffset.UTC),
                time == null,
                false,
                PruneScene.TINY);
        new Rewrite(repository, lock, request, _ -> {}).rewrite(find(id));
        return true;
    }

    private boolean tag(String id, String tag) {
        new Tags(repository, lock).edit(find(id), new Tags.Edit(null, List.of(tag), List.of()));
        return true;
    }

    private StoredSnapshot find(String id) {
        return new Snapshots(repository).find(id, SnapshotFilter.ALL);
    }

    private boolean repairIndex(boolean readAll) {
        new RepairIndex(repository, lock, _ -> {}).run(readAll);
        return true;
    }

    /** Of a pack that is sound: all in it is stored in others. */
    private boolean repairPacks(Random random) {
        List<ObjectId> packs = repository.index().packs().stream().sorted().toList();
        if (!packs.isEmpty()) {
            ObjectId chosen = packs.get(random.nextInt(packs.size()));
            List<FileInfo> files = repository.files(FileType.PACK).stream()
                    .filter(file -> file.file().id().equals(chosen))
                    .toList();
            new RepairPacks(repository, lock, PruneScene.TINY, null, _ -> {}).run(files);
        }
        return true;
    }

    /** Nothing of them is lost, so nothing changes. */
    private boolean repairSnapshots() {
        RepairSnapshots.Request request = new RepairSnapshots.Request(true, false, PruneScene.TINY);
        RepairSnapshots repair = new RepairSnapshots(repository, lock, request, _ -> {});
        repository
                .snapshots(damaged -> {
                    throw damaged;
                })
                .forEach(repair::repair);
        return true;
    }

    private boolean upgrade() {
        if (repository.config().version() == 1) {
            repository.upgrade(lock);
        }
        return true;
    }
}
