package dev.holdfast.cli;

import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.Find;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds files in snapshots. */
@Command(name = "find", description = "Finds files and folders in snapshots, or what uses a blob, tree or pack.")
final class FindCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions(repository.configured);

    @Parameters(paramLabel = "PATTERN", arity = "0..*", description = "patterns of paths, or ids")
    List<String> patterns = List.of();

    @Option(
            names = {"-O", "--oldest"},
            paramLabel = "TIME",
            description = "only what was not changed before")
    @Nullable
    String oldest;

    @Option(
            names = {"-N", "--newest"},
            paramLabel = "TIME",
            description = "only what was not changed after")
    @Nullable
    String newest;

    @Option(
            names = {"-s", "--snapshot"},
            paramLabel = "SNAPSHOT",
            description = "look only in this snapshot")
    List<String> snapshots = List.of();

    @Option(names = "--blob", description = "the patterns are ids of data blobs")
    boolean blob;

    @Option(names = "--tree", description = "the patterns are ids of trees")
    boolean tree;

    @Option(names = "--pack", description = "the patterns are ids of packs")
    boolean pack;

    @Option(names = "--show-pack-id", description = "tell the pack too, with --blob or --tree")
    boolean showPack;

    @Option(
            names = {"-i", "--ignore-case"},
            description = "in upper or lower case")
    boolean ignoreCase;

    @Option(
            names = {"-l", "--long"},
            description = "tell mode, owner, size and time too")
    boolean details;

    @Option(names = "--human-readable", description = "tell sizes in KiB, MiB, GiB")
    boolean humanReadable;

    @Option(
            names = {"-R", "--reverse"},
            description = "oldest snapshots first")
    boolean oldestFirst;

    FindCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (patterns.isEmpty()) {
            throw new InvalidRequest(
                    "nothing to find", "give a pattern such as '*.odt', or ids with --blob, --tree or --pack");
        }
        int kinds = (blob ? 1 : 0) + (tree ? 1 : 0) + (pack ? 1 : 0);
        if (kinds > 1) {
            throw new InvalidRequest("--blob, --tree and --pack exclude each other", "give one of them");
        }
        Find.Query query = query();
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lock(open, false)) {
            SnapshotOptions.Chosen chosen = filter.choose(open, snapshots, surroundings);
            List<StoredSnapshot> wanted = new ArrayList<>(chosen.snapshots());
            wanted.sort(oldestFirst ? StoredSnapshot.BY_TIME : StoredSnapshot.BY_TIME.reversed());
            int[] unreadable = new int[1];
            Find find = new Find(open, wanted, (stored, reason) -> {
                unreadable[0]++;
                surroundings
                        .err()
                        .println("error: snapshot " + stored.id().shortName() + ": "
                                + Text.safe(String.valueOf(reason.getMessage())));
            });
            if (kinds == 0) {
                FoundEntries report = new FoundEntries(surroundings, repository, details, humanReadable);
                find.entries(query, report::add);
                report.end();
            } else {
                FoundObjects report = new FoundObjects(surroundings, repository);
                find.objects(blob ? Find.Kind.BLOB : tree ? Find.Kind.TREE : Find.Kind.PACK, patterns, report::add);
                report.end(showPack && !pack ? open : null);
            }
            return unreadable[0] == 0 ? chosen.exitCode() : Advice.FAILED;
        }
    }

    private Find.Query query() {
        return new Find.Query(
                Selection.finding(patterns.stream().map(Arguments::bytes).toList(), ignoreCase),
                oldest == null ? null : MomentText.parse(oldest, "--oldest", surroundings.zone()),
                newest == null ? null : MomentText.parse(newest, "--newest", surroundings.zone()));
    }
}
