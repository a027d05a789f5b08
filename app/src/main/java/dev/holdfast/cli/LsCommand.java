package dev.holdfast.cli;

import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.op.SnapshotFolder;
import dev.holdfast.engine.op.TreeWalk;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Surroundings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists what a snapshot holds. */
@Command(name = "ls", description = "Lists the files and folders of a snapshot.")
final class LsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions(repository.configured);

    @Parameters(
            paramLabel = "SNAPSHOT[:FOLDER] [FOLDER]",
            arity = "0..*",
            description = "a snapshot and perhaps folders in it: only these and what lies in them")
    List<String> words = List.of();

    @Option(
            names = {"-l", "--long"},
            description = "tell mode, owner, size and time too")
    boolean details;

    @Option(names = "--human-readable", description = "tell sizes in KiB, MiB, GiB")
    boolean humanReadable;

    @Option(names = "--recursive", description = "list folders in the named folders too")
    boolean recursive;

    @Option(
            names = {"-s", "--sort"},
            paramLabel = "ORDER",
            description = "name, size, time (or mtime), atime, ctime or extension")
    String order = "name";

    @Option(names = "--reverse", description = "list in the opposite order")
    boolean reverse;

    @Option(names = "--ncdu", description = "print what the program ncdu reads with -f -")
    boolean ncdu;

    LsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (words.isEmpty()) {
            throw new InvalidRequest(
                    "no snapshot was named",
                    "name one, such as latest, or see what there is with `holdfast snapshots`");
        }
        List<String> folders = words.subList(1, words.size());
        if (folders.stream().anyMatch(folder -> !folder.startsWith("/"))) {
            throw new InvalidRequest(
                    "folders in a snapshot must be named with a slash in front", "write /" + folders.getFirst());
        }
        Comparator<TreeWalk.Visit> sorting = sorting();
        LsFolders chosen = new LsFolders(folders.stream().map(Arguments::bytes).toList(), recursive);
        if (ncdu && (repository.json || reverse || !order.equals("name"))) {
            throw new InvalidRequest("--ncdu goes with none of --json, --sort and --reverse", "leave these out");
        }
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lock(open, false)) {
            SnapshotFolder found = filter.folder(open, words.getFirst(), surroundings);
            if (ncdu) {
                new NcduListing(surroundings.out(), chosen).print(open, found);
            } else {
                list(open, found, chosen, sorting);
            }
        }
        return 0;
    }

    private void list(Repository open, SnapshotFolder found, LsFolders chosen, Comparator<TreeWalk.Visit> sorting) {
        PathLines lines = new PathLines(surroundings);
        title(found);
        boolean sorted = !order.equals("name") || reverse;
        List<TreeWalk.Visit> all = new ArrayList<>();
        new TreeWalk(open, Selection.ALL, visit -> {
                    List<ByteString> names = visit.path().names();
                    if (chosen.includes(names)) {
                        if (sorted) {
                            all.add(visit);
                        } else {
                            print(lines, visit);
                        }
                    }
                    return chosen.goesBelow(names);
                })
                .walk(found.tree());
        all.sort(reverse ? sorting.reversed() : sorting);
        all.forEach(visit -> print(lines, visit));
    }

    private void title(SnapshotFolder found) {
        if (repository.json) {
            surroundings
                    .out()
                    .println(SnapshotText.json(
                            found.alone(), ",\"message_type\":\"snapshot\",\"struct_type\":\"snapshot\""));
        } else if (repository.verbosity() >= 1) {
            String folders = String.join(" ", words.subList(1, words.size()));
            surroundings
                    .out()
                    .println(SnapshotText.title(found.snapshot(), surroundings.zone()) + " filtered by ["
                            + Text.safe(folders) + "]:");
        }
    }

    private void print(PathLines lines, TreeWalk.Visit visit) {
        ByteString path = visit.path().bytes();
        if (repository.json) {
            lines.println(NodeText.listed(path, visit.node()));
        } else if (details) {
            lines.print(
                    NodeText.details(visit.node(), humanReadable, surroundings.zone()),
                    NodeText.pathAndTarget(path, visit.node()));
        } else {
            lines.print("", path);
        }
    }

    private Comparator<TreeWalk.Visit> sorting() {
        Comparator<TreeWalk.Visit> byPath =
                Comparator.comparing(visit -> visit.path().bytes());
        Comparator<TreeWalk.Visit> first = switch (order) {
            case "name" -> byPath;
            case "size" ->
                (a, b) -> Long.compareUnsigned(a.node().size(), b.node().size());
            case "time", "mtime" ->
                Comparator.comparing(visit -> visit.node().metadata().modified().instant());
            case "atime" ->
                Comparator.comparing(visit -> visit.node().metadata().accessed().instant());
            case "ctime" ->
                Comparator.comparing(visit -> visit.node().metadata().changed().instant());
            case "extension" ->
                Comparator.comparing(visit -> extension(visit.node().name()));
            default ->
                throw new InvalidRequest(
                        "there is no order \"" + order + "\"",
                        "use name, size, time, mtime, atime, ctime or extension");
        };
        return first.thenComparing(byPath);
    }

    private static ByteString extension(ByteString name) {
        for (int i = name.length() - 1; i >= 0; i--) {
            if (name.at(i) == '.') {
                return ByteString.copyOf(name.toBytes(), i, name.length() - i);
            }
        }
        return ByteString.EMPTY;
    }
}
