package dev.holdfast.cli;

import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.SnapshotNotFound;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.SnapshotFolder;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.service.Advice;
import dev.holdfast.service.ConfiguredRepository;
import dev.holdfast.service.Surroundings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The flags that narrow which snapshots are meant. */
final class SnapshotOptions {
    @Option(
            names = {"-H", "--host"},
            paramLabel = "NAME",
            description = "only snapshots of this host (default: $$RESTIC_HOST; an empty name means all)")
    List<String> hosts = List.of();

    @Option(
            names = "--tag",
            paramLabel = "TAGS",
            description = "only snapshots with all of these tags, separated by commas")
    List<String> tags = List.of();

    @Option(names = "--path", paramLabel = "PATH", description = "only snapshots of this path")
    List<String> paths = List.of();

    private final ConfiguredOptions configured;

    /** @param configured may name the job whose snapshots are meant */
    SnapshotOptions(ConfiguredOptions configured) {
        this.configured = configured;
    }

    /** What the flags say; an empty host name takes back what RESTIC_HOST says. */
    SnapshotFilter filter(Surroundings surroundings) {
        SnapshotFilter ofJob = configured.snapshots(surroundings);
        List<String> usual = ofJob.hosts().isEmpty()
                ? surroundings.environment().get("RESTIC_HOST").map(List::of).orElse(List.of())
                : ofJob.hosts();
        return new SnapshotFilter(
                (hosts.isEmpty() ? usual : hosts)
                        .stream().filter(host -> !host.isEmpty()).toList(),
                tags.isEmpty()
                        ? ofJob.tags()
                        : tags.stream().map(list -> tags(list, ofJob)).toList(),
                paths.stream()
                        .map(path -> LocalFiles.absolute(surroundings.workingDirectory(), Arguments.bytes(path))
                                .toString())
                        .toList());
    }

    private static List<String> tags(String list, SnapshotFilter ofJob) {
        return Stream.concat(
                        Stream.of(list.split(",", -1)), ofJob.tags().stream().flatMap(List::stream))
                .toList();
    }

    /** Finds a snapshot and walks to a folder in it; the flags narrow {@code latest}. */
    SnapshotFolder folder(Repository open, String wanted, Surroundings surroundings) {
        return configured.folder(open, wanted, filter(surroundings), surroundings);
    }

    /** Refuses a job of which there is no snapshot, where to find none would look like success. */
    void refuseJobWithout(Repository open, Surroundings surroundings) {
        Optional<ConfiguredRepository> job = configured.job(surroundings);
        List<DamagedFile> damaged = new ArrayList<>();
        if (job.isPresent()
                && new Snapshots(open)
                        .readable(filter(surroundings), damaged::add)
                        .isEmpty()
                && damaged.isEmpty()) {
            throw new InvalidRequest(
                    configured
                            .onlyElsewhere(open, surroundings)
                            .orElse("there is no such snapshot of job "
                                    + job.get().job().orElseThrow().name()),
                    "name the host of its snapshots with --host, or take all of the repository with --repository "
                            + job.get().settings().name());
        }
    }

    /** Tells if the job that is named has snapshots of other hosts only, which the flags do not name. */
    void warnIfOnlyElsewhere(Repository open, Surroundings surroundings) {
        if (hosts.isEmpty()) {
            configured
                    .onlyElsewhere(open, surroundings)
                    .ifPresent(what -> surroundings.err().println("warning: " + Text.safe(what)));
        }
    }

    /** Snapshots that are meant, and whether all that may be could be read. */
    record Chosen(List<StoredSnapshot> snapshots, boolean isComplete) {
        /** Of a command that could do with them what it was to do. */
        int exitCode() {
            return isComplete ? 0 : Advice.FAILED;
        }
    }

    /**
     * The snapshots that are meant: those named, or all that the flags let through. One that is not there, or can't be read, is
     * told and passed over.
     */
    Chosen choose(Repository repository, List<String> ids, Surroundings surroundings) {
        Snapshots snapshots = new Snapshots(repository);
        SnapshotFilter narrowed = filter(surroundings);
        List<DamagedFile> damaged = new ArrayList<>();
        Map<ObjectId, StoredSnapshot> found = new LinkedHashMap<>();
        if (ids.isEmpty()) {
            snapshots.readable(narrowed, damaged::add).forEach(stored -> found.put(stored.id(), stored));
        }
        for (String id : ids) {
            try {
                StoredSnapshot stored = snapshots.find(id, narrowed);
                found.put(stored.id(), stored);
            } catch (SnapshotNotFound e) {
                surroundings.err().println("warning: ignoring " + Text.safe(String.valueOf(e.getMessage())));
            } catch (DamagedFile e) {
                damaged.add(e);
            }
        }
        damaged.forEach(e -> warn(e, surroundings));
        if (found.isEmpty()) {
            warnIfOnlyElsewhere(repository, surroundings);
        }
        return new Chosen(List.copyOf(found.values()), damaged.isEmpty());
    }

    /** Tells of a snapshot that can't be read where the others are still worth something. */
    static void warn(DamagedFile damaged, Surroundings surroundings) {
        surroundings.err().println("warning: " + Text.safe(String.valueOf(damaged.getMessage())));
        surroundings.err().println("fix:   " + Advice.of(damaged).fix());
    }
}
