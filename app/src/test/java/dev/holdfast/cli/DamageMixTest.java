package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.cli.SoundContent.Blob;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random mixes of damages, and the way back as the program itself tells it: what is damaged is named, all that can be had comes
 * back, and what can't is named with its snapshot. {@code -Dholdfast.damages=500} for more, {@code -Dholdfast.damages.seed=7} for
 * those after a seed.
 */
final class DamageMixTest {
    private static final Pattern SUBJECT =
            Pattern.compile("(?m)^error: ((?:data|index|snapshots|keys|locks)/[^\\s:]+|tree [0-9a-f]+)");
    private static final Pattern BROKEN = Pattern.compile("`holdfast repair packs ([0-9a-f ]+)`");
    private static final Pattern SNAPSHOT = Pattern.compile("^snapshot ([0-9a-f]+) of .*");
    private static final Pattern LOSS = Pattern.compile("^ {2}((?:file|dir) \".*\"): .*");

    /** Stands for a snapshot that was made since. */
    private static final ObjectId NEW = new ObjectId(0, 0, 0, 0);

    /** How what is lost may come back. */
    private enum Way {
        ALONE,
        FROM_THE_OTHER,
        BACKUP
    }

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path home;

    @Test
    void whatIsDamagedIsNamedAndAllThatCanBeHadComesBack() {
        long first = Long.getLong("holdfast.damages.seed", new Random().nextLong());
        int mixes = Integer.getInteger("holdfast.damages", 16);
        System.out.println(mixes + " mixes of damages from seed " + first);
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        new Parallel(2).forEach(LongStream.range(first, first + mixes).boxed().toList(), seed -> {
            try (DamageMix mix = new DamageMix(home.resolve("mix" + seed), seed)) {
                try {
                    new Mending(mix).run();
                } catch (AssertionError | RuntimeException e) {
                    failures.add(mix + ": " + e);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertEquals(0, failures.size(), () -> failures.size() + " failed:\n" + String.join("\n", failures));
    }

    private static final class Mending {
        private final DamageMix mix;
        private final SoundContent before;
        private final Set<FileRef> damaged = new HashSet<>();
        private final Set<String> mayBeNamed = new HashSet<>();

        /** The snapshots that can be read. */
        private final Set<ObjectId> there = new HashSet<>();

        Mending(DamageMix mix) throws IOException {
            this.mix = mix;
            this.before = new SoundContent(mix.fixture);
            mix.damage();
            damaged.addAll(before.changed(mix.fixture, FileType.INDEX, false));
            damaged.addAll(before.changed(mix.fixture, FileType.SNAPSHOT, false));
            Set<FileRef> packs = before.changed(mix.fixture, FileType.PACK, true);
            packs.forEach(pack -> mayBeNamed.add(pack.toString()));
            damaged.forEach(file -> mayBeNamed.add(file.toString()));
            Set<ObjectId> listed = before.listedPacks(mix.fixture);
            packs.removeIf(pack -> !listed.contains(pack.id()));
            damaged.addAll(packs);
        }

        void run() {
            Set<Blob> alive = before.alive(mix.fixture, false);
            checkNamesWhatIsDamaged();
            good("repair", "index");
            deleteDamagedSnapshots();
            TestProgram.Run checked = run("check", "--read-data");
            assertTreesNamedWithReason(checked, alive);
            Way way = List.of(Way.values()).get(mix.next(Way.values().length));
            String[] from = way == Way.FROM_THE_OTHER ? new String[] {"--from", other()} : new String[0];
            Matcher broken = BROKEN.matcher(checked.err());
            if (broken.find()) {
                good(words(List.of("repair", "packs"), from, broken.group(1).split(" ", -1)));
            }
            switch (way) {
                case FROM_THE_OTHER -> addWhatTheOtherHas(alive);
                case BACKUP -> {
                    backup();
                    addWhatIsStoredAgain(alive);
                }
                case ALONE -> {}
            }
            repairSnapshots(way, from, alive);
            assertSound();
            assertNothingElseIsMissing(alive);
        }

        private void repairSnapshots(Way way, String[] from, Set<Blob> alive) {
            Map<ObjectId, Set<String>> told = losses(good(
                    words(List.of("repair", "snapshots", way == Way.FROM_THE_OTHER ? "--forget" : "--dry-run"), from)));
            if (way != Way.FROM_THE_OTHER) {
                assertEquals(
                        told, losses(good("repair", "snapshots", "--forget")), "told by the dry run and the repair");
            }
            assertNamed(told, alive);
        }

        private void checkNamesWhatIsDamaged() {
            TestProgram.Run run = run("check", "--read-data");
            Set<FileRef> locks = before.changed(mix.fixture, FileType.LOCK, false);
            locks.removeIf(lock -> mix.fixture.backend().load(lock, Range.ALL).length == 0);
            if (!locks.isEmpty()) {
                assertEquals(1, run.code());
                locks.forEach(lock -> assertTrue(run.err().contains(lock.toString()), run.err()));
                assertTrue(run.err().contains("`holdfast unlock --remove-all`"), run.err());
                good("unlock", "--remove-all");
                checkNamesWhatIsDamaged();
                return;
            }
            Set<String> named = subjects(run);
            damaged.forEach(file -> assertTrue(named.contains(file.toString()), file + " in " + run.err()));
            named.removeIf(subject -> subject.startsWith("tree "));
            named.removeAll(mayBeNamed);
            assertEquals(Set.of(), named, () -> "what is sound is named damaged: " + run.err());
            boolean isDamage = run.err().contains("error: ");
            assertEquals(isDamage ? 1 : 0, run.code(), run.err());
            Set<Blob> needed = before.needed(before.changed(mix.fixture, FileType.SNAPSHOT, true));
            needed.retainAll(before.alive(mix.fixture, false));
            needed.removeAll(before.alive(mix.fixture, true));
            if (!needed.isEmpty()
                    && !before.changed(mix.fixture, FileType.INDEX, true).isEmpty()) {
                assertTrue(
                        run.err().contains("`holdfast repair index`"), () -> "needed of unlisted packs: " + run.err());
            }
        }

        private void deleteDamagedSnapshots() {
            for (FileRef snapshot : before.changed(mix.fixture, FileType.SNAPSHOT, false)) {
                good("forget", snapshot.name());
            }
        }

        private void assertTreesNamedWithReason(TestProgram.Run checked, Set<Blob> alive) {
            for (String subject : subjects(checked)) {
                if (subject.startsWith("tree ")) {
                    ObjectId tree = ObjectId.parse(subject.substring(5));
                    assertFalse(before.isWhole(tree, alive), () -> "sound " + subject + " in " + checked.err());
                } else {
                    assertTrue(mayBeNamed.contains(subject), () -> "sound " + subject + " in " + checked.err());
                }
            }
        }

        private void addWhatTheOtherHas(Set<Blob> alive) {
            Repository other = mix.other.reopen();
            for (Blob blob : before.needed(Set.of())) {
                try {
                    other.loadBlob(blob.type(), blob.id());
                    alive.add(blob);
                } catch (EngineException e) {
                    // It does not have it.
                }
            }
        }

        /** As with restic, a parent of which a folder is lost is a problem, though all of the source is read. */
        private void backup() {
            TestProgram.Run run = run("backup", mix.source().toString());
            boolean isToldOfParent = run.err().contains("warning: parent snapshot: ");
            assertEquals(isToldOfParent ? 3 : 0, run.code(), run.err());
        }

        private void addWhatIsStoredAgain(Set<Blob> alive) {
            mix.fixture.reopen().forEachBlob(place -> alive.add(new Blob(place.type(), place.id())));
        }

        private void assertNamed(Map<ObjectId, Set<String>> told, Set<Blob> alive) {
            Map<ObjectId, Set<String>> expected = new HashMap<>();
            for (ObjectId snapshot : before.snapshots()) {
                Set<String> lost = before.lost(snapshot, alive);
                if (!lost.isEmpty() && isThere(snapshot)) {
                    expected.put(snapshot, lost);
                }
            }
            assertEquals(expected, told, "what is lost");
        }

        private boolean isThere(ObjectId snapshot) {
            return there.contains(snapshot);
        }

        private void assertSound() {
            TestProgram.Run ours = run("check", "--read-data");
            assertEquals(0, ours.code(), ours.err());
            assertFalse(ours.err().contains("error: "), ours.err());
            // With the other's key, which the same password opens, restic can't go on as Holdfast does.
            for (FileRef key : before.changed(mix.fixture, FileType.KEY, false)) {
                good("key", "remove", key.name());
            }
            mix.restic().run("check", "--read-data");
        }

        private void assertNothingElseIsMissing(Set<Blob> alive) {
            Repository open = mix.fixture.reopen();
            Map<ObjectId, StoredSnapshot> now = new HashMap<>();
            open.snapshots(_ -> {}).forEach(stored -> {
                ObjectId original = stored.snapshot().original();
                now.put(original == null ? stored.id() : original, stored);
            });
            for (ObjectId snapshot : there) {
                FileRef file = FileRef.of(FileType.SNAPSHOT, snapshot);
                StoredSnapshot stored = now.get(snapshot);
                if (before.lost(snapshot, alive).isEmpty()) {
                    assertArrayEquals(before.bytes(file), mix.fixture.backend().load(file, Range.ALL), file::toString);
                } else if (!alive.contains(new Blob(BlobType.TREE, before.root(snapshot)))) {
                    assertEquals(null, stored);
                } else {
                    assertEquals(
                            before.left(snapshot, alive),
                            SoundContent.content(open, stored.snapshot().tree()),
                            file::toString);
                }
            }
        }

        /** What a repair of snapshots names, by the snapshots' ids. */
        private Map<ObjectId, Set<String>> losses(TestProgram.Run run) {
            Map<ObjectId, Set<String>> losses = new HashMap<>();
            ObjectId snapshot = NEW;
            for (String line : run.out().lines().toList()) {
                Matcher begin = SNAPSHOT.matcher(line);
                Matcher loss = LOSS.matcher(line);
                if (begin.matches()) {
                    String name = begin.group(1);
                    snapshot = before.snapshots().stream()
                            .filter(id -> id.toString().startsWith(name))
                            .findFirst()
                            .orElse(NEW);
                    there.add(snapshot);
                    there.remove(NEW);
                } else if (loss.matches()) {
                    losses.computeIfAbsent(snapshot, _ -> new TreeSet<>()).add(loss.group(1));
                }
            }
            return losses;
        }

        private static Set<String> subjects(TestProgram.Run run) {
            Set<String> subjects = new HashSet<>();
            Matcher matcher = SUBJECT.matcher(run.err());
            while (matcher.find()) {
                subjects.add(matcher.group(1));
            }
            return subjects;
        }

        private String other() {
            return mix.other.backend().location();
        }

        private static String[] words(List<String> first, String[]... more) {
            List<String> all = new ArrayList<>(first);
            for (String[] each : more) {
                all.addAll(List.of(each));
            }
            return all.toArray(String[]::new);
        }

        private TestProgram.Run run(String... words) {
            return mix.program.run(words);
        }

        private TestProgram.Run good(String... words) {
            TestProgram.Run run = run(words);
            assertEquals(0, run.code(), () -> String.join(" ", words) + "\n" + run.out() + run.err());
            return run;
        }
    }
}
