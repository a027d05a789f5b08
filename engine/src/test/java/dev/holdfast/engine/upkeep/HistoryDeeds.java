package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.upkeep.HistoryDeed.Coming;
import dev.holdfast.engine.upkeep.HistoryStore.Kept;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses what is done next in a history, and tells what must come of it. */
final class HistoryDeeds {
    private static final DateTimeFormatter RESTIC_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final HistoryFolder folder;
    private final Random random;
    private Instant time = Instant.parse("2020-01-30T00:00:00Z");
    private Instant pruned = time;

    HistoryDeeds(HistoryFolder folder, Random random) {
        this.folder = folder;
        this.random = random;
    }

    HistoryDeed any(HistoryStore store, HistoryStore other) {
        int choice = random.nextInt(100);
        if (choice < 30 || store.kept().isEmpty()) {
            return choice < 5 ? resticBackup() : backup();
        }
        if (choice < 50) {
            return prune(store);
        }
        if (choice < 70) {
            return forget(store);
        }
        if (choice < 78) {
            return copy(store, other);
        }
        if (choice < 85) {
            return rewrite(store);
        }
        if (choice < 90) {
            return tag(store);
        }
        return switch (random.nextInt(4)) {
            case 0 -> repairIndex();
            case 1 -> quiet("repair-packs", Long.toString(random.nextLong()));
            case 2 -> quiet("repair-snapshots");
            default -> quiet("upgrade");
        };
    }

    /** What may happen at the same time as a backup, and means the same whichever of them comes first. */
    HistoryDeed besideBackup(HistoryStore store) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> resticBackup();
            case 2, 3 -> backup();
            case 4 -> store.kept().isEmpty() ? resticBackup() : forgetById(store);
            default -> quiet("prune", Long.toString(random.nextLong()));
        };
    }

    /** One that makes no snapshot and needs none to go. */
    private static HistoryDeed quiet(String... words) {
        return new HistoryDeed(List.of(words), false, true, Set.of(), List.of());
    }

    HistoryDeed repairIndex() {
        return quiet("repair-index", Boolean.toString(random.nextBoolean()));
    }

    /** In two phases mostly so much later that what was marked may go. */
    private HistoryDeed prune(HistoryStore store) {
        pruned = pruned.plus(Duration.ofMinutes(random.nextInt(300)));
        if (random.nextInt(12) == 0) {
            return resticQuietly(store, "prune", "--max-unused", random.nextInt(20) + "%");
        }
        if (random.nextInt(40) == 0) {
            return resticQuietly(store, "repair", "index");
        }
        return random.nextInt(3) == 0
                ? quiet("prune-in-phases", pruned.toString())
                : quiet("prune", Long.toString(random.nextLong()));
    }

    private static HistoryDeed resticQuietly(HistoryStore store, String... words) {
        return restics(store, Set.of(), List.of(), words);
    }

    /** One of restic's with an exclusive lock. */
    private static HistoryDeed restics(HistoryStore store, Set<ObjectId> goes, List<Coming> comes, String... words) {
        store.removeLocks();
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--quiet");
        return new HistoryDeed(all, true, true, goes, comes);
    }

    private Instant nextTime() {
        time = time.plus(Duration.ofMinutes(1 + random.nextInt(20_000)));
        return time;
    }

    private String host() {
        return random.nextInt(3) == 0 ? "desk" : "rack";
    }

    HistoryDeed backup() {
        Instant when = nextTime();
        String host = host();
        String how = List.of("anew", "twice", "usual", "usual", "usual").get(random.nextInt(5));
        List<String> words = List.of("backup", folder.path().toString(), host, when.toString(), how);
        return new HistoryDeed(words, false, false, Set.of(), List.of(made(when, host)));
    }

    HistoryDeed resticBackup() {
        Instant when = nextTime();
        String host = host();
        List<String> words = List.of(
                "backup", folder.path().toString(), "--host", host, "--time", RESTIC_TIME.format(when), "--quiet");
        return new HistoryDeed(words, true, false, Set.of(), List.of(made(when, host)));
    }

    private Coming made(Instant when, String host) {
        return new Coming(
                stored -> stored.snapshot().time().instant().equals(when)
                        && stored.snapshot().hostname().equals(host),
                folder.content(),
                null);
    }

    private Kept choose(HistoryStore store) {
        List<Kept> all = new ArrayList<>(store.kept().values());
        return all.get(random.nextInt(all.size()));
    }

    private HistoryDeed forget(HistoryStore store) {
        return random.nextInt(3) == 0 ? forgetById(store) : forgetByPolicy(store);
    }

    private HistoryDeed forgetById(HistoryStore store) {
        ObjectId id = choose(store).stored().id();
        if (random.nextInt(8) == 0) {
            return restics(store, Set.of(id), List.of(), "forget", id.toString(), "--prune");
        }
        Set<ObjectId> ids = new HashSet<>(List.of(id, choose(store).stored().id()));
        List<String> words = new ArrayList<>(List.of("forget"));
        ids.forEach(one -> words.add(one.toString()));
        return new HistoryDeed(words, false, true, ids, List.of());
    }

    private HistoryDeed forgetByPolicy(HistoryStore store) {
        String groups = List.of("host,paths", "host", "").get(random.nextInt(3));
        List<String> rules = new ArrayList<>(List.of("last=" + (1 + random.nextInt(4))));
        String[] further = {"hourly=3", "daily=2", "weekly=2", "monthly=1", "yearly=1", "within=8d", "tag=t1"};
        for (int i = random.nextInt(3); i > 0; i--) {
            rules.add(further[random.nextInt(further.length)]);
        }
        Set<ObjectId> goes;
        try (Repository repository = ScratchRepository.open(store.backend())) {
            goes = new HashSet<>(new Forget(repository)
                    .plan(HistoryWork.keeping(groups, rules))
                    .removed());
        }
        if (random.nextInt(8) == 0 && timesDiffer(store)) {
            List<String> words = new ArrayList<>(List.of("forget", "--group-by", groups));
            rules.forEach(rule -> words.add("--keep-" + rule));
            return restics(store, goes, List.of(), words.toArray(String[]::new));
        }
        List<String> words = new ArrayList<>(List.of("keep", groups));
        words.addAll(rules);
        return new HistoryDeed(words, false, true, goes, List.of());
    }

    /** Restic has no order for snapshots of the same time. */
    private static boolean timesDiffer(HistoryStore store) {
        return store.kept().values().stream()
                        .map(kept -> kept.stored().snapshot().time().instant())
                        .distinct()
                        .count()
                == store.kept().size();
    }

    private HistoryDeed copy(HistoryStore store, HistoryStore from) {
        List<StoredSnapshot> there = from.look();
        CopyPlan plan = new CopyPlanner(store.look()).plan(there);
        List<Coming> comes = new ArrayList<>();
        for (StoredSnapshot missing : plan.snapshots()) {
            comes.add(new Coming(
                    stored -> isCopy(stored, missing),
                    from.kept().get(missing.id()).content(),
                    null));
        }
        String source = from.folder().toString();
        if (random.nextInt(8) == 0) {
            from.removeLocks();
            store.removeLocks();
            List<String> words = List.of("copy", "--from-repo", source, "--quiet");
            return new HistoryDeed(words, true, false, Set.of(), comes);
        }
        return new HistoryDeed(List.of("copy", source), false, false, Set.of(), comes);
    }

    private static boolean isCopy(StoredSnapshot copy, StoredSnapshot of) {
        return copy.snapshot().tree().equals(of.snapshot().tree())
                && copy.snapshot().tags().equals(of.snapshot().tags())
                && Objects.equals(copy.snapshot().original(), original(of))
                && copy.snapshot().time().isSameMoment(of.snapshot().time());
    }

    private static ObjectId original(StoredSnapshot stored) {
        @Nullable ObjectId original = stored.snapshot().original();
        return original == null ? stored.id() : original;
    }

    private HistoryDeed rewrite(HistoryStore store) {
        Kept old = choose(store);
        ObjectId id = old.stored().id();
        String excluded = folder.someName();
        String content = HistoryFolder.without(excluded, old.content());
        boolean keeps = random.nextInt(3) == 0;
        boolean changes = keeps || !content.equals(old.content());
        Coming coming = new Coming(stored -> id.equals(stored.snapshot().original()), content, keeps ? null : id);
        Set<ObjectId> goes = changes && !keeps ? Set.of(id) : Set.of();
        List<Coming> comes = changes ? List.of(coming) : List.of();
        if (!keeps && random.nextInt(8) == 0) {
            return restics(store, goes, comes, "rewrite", "--exclude", excluded, "--forget", id.toString());
        }
        List<String> words = new ArrayList<>(List.of("rewrite", id.toString(), excluded));
        if (keeps) {
            // Another time, so that it is not that of the old one, which stays.
            words.add(nextTime().toString());
        }
        return new HistoryDeed(words, false, true, goes, comes);
    }

    private HistoryDeed tag(HistoryStore store) {
        Kept old = choose(store);
        ObjectId id = old.stored().id();
        String tag = "t" + random.nextInt(3);
        boolean changes = !old.stored().snapshot().tags().contains(tag);
        Coming coming = new Coming(
                stored -> stored.snapshot().tags().contains(tag)
                        && stored.snapshot()
                                .tree()
                                .equals(old.stored().snapshot().tree())
                        && original(old.stored()).equals(stored.snapshot().original()),
                old.content(),
                id);
        Set<ObjectId> goes = changes ? Set.of(id) : Set.of();
        List<Coming> comes = changes ? List.of(coming) : List.of();
        return random.nextInt(6) == 0
                ? restics(store, goes, comes, "tag", "--add", tag, id.toString())
                : new HistoryDeed(List.of("tag", id.toString(), tag), false, true, goes, comes);
    }
}
