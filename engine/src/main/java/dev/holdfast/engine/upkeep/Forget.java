package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.SnapshotGroups;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Deletes snapshots by a policy. Only their files go; what they alone needed stays until prune.
 *
 * <p>A snapshot that can't be read is never deleted by a policy, nor does it count as one that is kept: without it the rules keep
 * others in its place, so the damage of one never costs another.
 */
public final class Forget {
    private final Repository repository;

    public Forget(Repository repository) {
        this.repository = repository;
    }

    /**
     * What is to be forgotten.
     *
     * @param filter the snapshots that are looked at; all others stay
     * @param groups each is divided by itself
     * @param removeAll whether an empty policy is meant: then all that the filter lets through go
     */
    public record Request(SnapshotFilter filter, SnapshotGroups groups, KeepPolicy policy, boolean removeAll) {}

    /** A group and what would be made of it. */
    public record Group(SnapshotGroups.Key key, Division division) {}

    /**
     * What would stay and what would go.
     *
     * @param damaged snapshots that can't be read
     */
    public record Plan(List<Group> groups, List<DamagedFile> damaged) {
        public Plan {
            groups = List.copyOf(groups);
            damaged = List.copyOf(damaged);
        }

        /** All that would go. */
        public List<ObjectId> removed() {
            return groups.stream()
                    .flatMap(group -> group.division().removedIds().stream())
                    .toList();
        }
    }

    /** What could not be deleted, each with the reason; it may be gone all the same. */
    public record Failure(ObjectId id, EngineException reason) {}

    /**
     * Finds out what would be forgotten; reads only.
     *
     * @throws InvalidRequest if the policy is empty and that is not meant, or if it would leave nothing of a group
     */
    public Plan plan(Request request) {
        refuseWithoutPolicy(request);
        List<DamagedFile> damaged = new ArrayList<>();
        List<StoredSnapshot> found = new Snapshots(repository).readable(request.filter(), damaged::add);
        List<Group> groups = new ArrayList<>();
        request.groups().of(found).forEach((key, members) -> {
            Division division = divide(members, request.policy());
            if (division.kept().isEmpty() && !request.policy().isEmpty()) {
                throw new InvalidRequest(
                        "the policy would delete every snapshot of the group " + key + "; nothing was deleted",
                        "keep something of it, such as with --keep-last 1; to delete all of it, give"
                                + " --unsafe-allow-remove-all with --host, --tag or --path and no policy");
            }
            groups.add(new Group(key, division));
        });
        return new Plan(groups, damaged);
    }

    private static void refuseWithoutPolicy(Request request) {
        if (!request.policy().isEmpty()) {
            return;
        }
        if (!request.removeAll()) {
            throw new InvalidRequest(
                    "no policy was specified, no snapshots will be removed",
                    "say what to keep, such as --keep-daily 7 --keep-weekly 4, or name snapshots by id");
        }
        if (request.filter().equals(SnapshotFilter.ALL)) {
            throw new InvalidRequest(
                    "--unsafe-allow-remove-all is not allowed unless a snapshot filter option is specified",
                    "say which snapshots are meant, with --host, --tag or --path");
        }
    }

    /** Divides snapshots that belong together. */
    public Division divide(List<StoredSnapshot> members, KeepPolicy policy) {
        return policy.divide(
                members,
                repository.client().clock().instant(),
                repository.client().zone());
    }

    /**
     * Deletes snapshots; one that is gone already is no error. A failure does not keep the others from being deleted.
     *
     * @param lock an exclusive one, taken before the snapshots were listed
     * @param deleted is told each whose deletion is durable, by one thread at a time
     * @return those that failed
     */
    public List<Failure> run(List<ObjectId> snapshots, RepositoryLock lock, Consumer<ObjectId> deleted) {
        if (!lock.isExclusive()) {
            throw new IllegalStateException("what deletes needs an exclusive lock");
        }
        List<Failure> failures = new ArrayList<>();
        new Parallel(repository.backend().capabilities().connections()).forEach(snapshots, id -> {
            lock.ensureHeld();
            try {
                repository.backend().delete(FileRef.of(FileType.SNAPSHOT, id));
            } catch (Interrupted e) {
                throw e;
            } catch (EngineException e) {
                synchronized (failures) {
                    failures.add(new Failure(id, e));
                }
                return;
            }
            synchronized (failures) {
                deleted.accept(id);
            }
        });
        return failures;
    }
}
