package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FaultyBackend;
import dev.holdfast.engine.backend.FaultyBackend.Operation;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.SnapshotGroups;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ForgetTest {
    private static final KeepPolicy TWO = new KeepPolicy(List.of(new KeepRule.Count(KeepPeriod.LAST, 2)));
    private static final KeepPolicy NONE = new KeepPolicy(List.of());

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));

    /** Five snapshots, an hour apart, oldest first. */
    private List<StoredSnapshot> five(RepositoryFixture fixture) {
        ObjectId tree = fixture.tree();
        List<StoredSnapshot> five = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            five.add(fixture.snapshot(tree));
            now.updateAndGet(time -> time.plusSeconds(3600));
        }
        return five;
    }

    private RepositoryFixture on(Backend backend) {
        InstantSource clock = now::get;
        return RepositoryFixture.create(backend, 2, clock);
    }

    private static Forget.Request request(KeepPolicy policy, SnapshotFilter filter, boolean removeAll) {
        return new Forget.Request(filter, SnapshotGroups.usual(), policy, removeAll);
    }

    private static Forget.Request request(KeepPolicy policy) {
        return request(policy, SnapshotFilter.ALL, false);
    }

    private static Set<ObjectId> left(Repository repository) {
        return new HashSet<>(repository.ids(FileType.SNAPSHOT));
    }

    @Test
    void whatNoRuleKeepsIsDeletedAndTheRestStays() {
        try (RepositoryFixture fixture = on(new MemoryBackend())) {
            List<StoredSnapshot> five = five(fixture);
            Repository repository = fixture.repository();
            Forget forget = new Forget(repository);
            List<ObjectId> deleted = new ArrayList<>();

            Forget.Plan plan = forget.plan(request(TWO));
            assertEquals(5, left(repository).size(), "a plan only reads");
            try (RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
                assertEquals(List.of(), forget.run(plan.removed(), lock, deleted::add));
            }

            assertEquals(Set.of(five.get(3).id(), five.get(4).id()), left(repository));
            assertEquals(new HashSet<>(plan.removed()), new HashSet<>(deleted));
        }
    }

    @Test
    void oneThatCanNotBeDeletedIsToldAndTheOthersGo() {
        MemoryBackend memory = new MemoryBackend();
        AtomicReference<ObjectId> stubborn = new AtomicReference<>();
        FaultScript script = FaultScript.each(
                call -> call.operation() == Operation.DELETE
                        && call.file().equals(FileRef.of(FileType.SNAPSHOT, stubborn.get())),
                Fault.FAIL_FOR_GOOD);
        try (RepositoryFixture fixture = on(new FaultyBackend(memory, script))) {
            List<StoredSnapshot> five = five(fixture);
            stubborn.set(five.get(1).id());
            Repository repository = fixture.repository();
            List<ObjectId> deleted = new ArrayList<>();

            List<Forget.Failure> failures;
            try (RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
                Forget forget = new Forget(repository);
                failures = forget.run(forget.plan(request(TWO)).removed(), lock, deleted::add);
            }

            assertEquals(
                    List.of(five.get(1).id()),
                    failures.stream().map(Forget.Failure::id).toList());
            assertEquals(Set.of(five.get(0).id(), five.get(2).id()), new HashSet<>(deleted));
            assertEquals(Set.of(five.get(1).id(), five.get(3).id(), five.get(4).id()), left(repository));
        }
    }

    @Test
    void oneThatIsGoneAlreadyIsNoError() {
        try (RepositoryFixture fixture = on(new MemoryBackend())) {
            List<StoredSnapshot> five = five(fixture);
            Repository repository = fixture.repository();
            Forget forget = new Forget(repository);
            Forget.Plan plan = forget.plan(request(TWO));
            repository
                    .backend()
                    .delete(FileRef.of(FileType.SNAPSHOT, five.getFirst().id()));

            try (RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
                assertEquals(List.of(), forget.run(plan.removed(), lock, _ -> {}));
            }

            assertEquals(2, left(repository).size());
        }
    }

    @Test
    void aDamagedSnapshotIsNeitherDeletedNorCountedAsKept() {
        try (RepositoryFixture fixture = on(new MemoryBackend())) {
            List<StoredSnapshot> five = five(fixture);
            Repository repository = fixture.repository();
            FileRef newest = FileRef.of(FileType.SNAPSHOT, five.get(4).id());
            repository.backend().save(newest, new byte[200]);

            Forget.Plan plan = new Forget(repository).plan(request(TWO));

            assertEquals(1, plan.damaged().size());
            assertEquals(List.of(five.get(1).id(), five.getFirst().id()), plan.removed(), "two sound ones stay");
        }
    }

    @Test
    void nothingIsDeletedWithoutAPolicyThatIsMeant() {
        SnapshotFilter host = new SnapshotFilter(List.of("fixture-host"), List.of(), List.of());
        SnapshotFilter nobody = new SnapshotFilter(List.of("nobody"), List.of(), List.of());
        KeepPolicy useless = new KeepPolicy(List.of(new KeepRule.Tagged(List.of("none"))));
        try (RepositoryFixture fixture = on(new MemoryBackend())) {
            five(fixture);
            Forget forget = new Forget(fixture.repository());

            assertThrows(InvalidRequest.class, () -> forget.plan(request(NONE)));
            assertThrows(InvalidRequest.class, () -> forget.plan(request(NONE, host, false)));
            assertThrows(InvalidRequest.class, () -> forget.plan(request(NONE, SnapshotFilter.ALL, true)));
            assertThrows(InvalidRequest.class, () -> forget.plan(request(useless)));
            assertThrows(InvalidRequest.class, () -> forget.plan(request(useless, host, true)));
            assertEquals(5, forget.plan(request(NONE, host, true)).removed().size());
            assertEquals(0, forget.plan(request(NONE, nobody, true)).removed().size());
        }
    }

    @Test
    void withoutAnExclusiveLockNothingIsDeleted() {
        try (RepositoryFixture fixture = on(new MemoryBackend())) {
            List<ObjectId> ids = five(fixture).stream().map(StoredSnapshot::id).toList();
            Repository repository = fixture.repository();
            Forget forget = new Forget(repository);
            RepositoryLock closed = RepositoryLock.acquire(repository, true);
            closed.close();

            try (RepositoryLock shared = RepositoryLock.acquire(repository, false)) {
                assertThrows(IllegalStateException.class, () -> forget.run(ids, shared, _ -> {}));
            }
            assertThrows(RuntimeException.class, () -> forget.run(ids, closed, _ -> {}));

            assertEquals(5, left(repository).size());
        }
    }

    @Test
    void safeguardsKeepMoreThanThePolicy() {
        try (RepositoryFixture fixture = on(new MemoryBackend())) {
            List<StoredSnapshot> five = five(fixture);
            Division division = new Forget(fixture.repository()).divide(five, TWO);

            Division three = division.keepingAtLeast(3);
            Division verified = division.keeping(stored -> stored.equals(five.get(1)), "not yet");

            assertEquals(List.of("at least 3"), three.kept().getLast().reasons());
            assertEquals(five.get(2), three.kept().getLast().stored());
            assertEquals(2, three.removed().size());
            assertEquals(List.of(five.get(2), five.get(0)), verified.removed());
            assertEquals(five.get(1), verified.kept().getLast().stored());
            assertEquals(division, division.keepingAtLeast(2));
            assertTrue(division.keepingAtLeast(99).removed().isEmpty());
        }
    }
}
