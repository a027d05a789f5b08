package dev.holdfast.cli;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.Check;
import dev.holdfast.engine.op.CheckProgress;
import dev.holdfast.engine.op.Finding;
import dev.holdfast.engine.op.ReadSubset;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Advice;
import dev.holdfast.service.ConfiguredRepository;
import dev.holdfast.service.Surroundings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies a repository. */
@Command(name = "check", description = "Verifies that everything that the snapshots need is there and sound.")
final class CheckCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions(repository.configured);

    @Option(names = "--read-data", description = "read all packs")
    boolean readData;

    @Option(
            names = "--read-data-subset",
            paramLabel = "PART",
            description = "read a part of the packs: n/t such as 1/5, a share such as 2.5%%, or a size such as 500M")
    @Nullable
    String subset;

    @Option(names = "--with-cache", description = "accepted; a local repository needs no cache")
    boolean withCache;

    @Parameters(paramLabel = "SNAPSHOT", arity = "0..*", description = "check only these: ids, or latest")
    List<String> ids = List.of();

    CheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        ReadSubset part = part();
        CheckProgress progress = new CheckProgress();
        CheckStatus status = new CheckStatus(progress);
        int verbosity = repository.verbosity();
        Check.Result result;
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lock(open, true);
                ProgressLine line = ProgressLine.forPeople(repository, surroundings, status)) {
            if (ids.isEmpty()) {
                filter.refuseJobWithout(open, surroundings);
            }
            Check.Request request = new Check.Request(
                    ids.isEmpty() ? filter.filter(surroundings) : SnapshotFilter.ALL,
                    snapshots(open),
                    part,
                    Runtime.getRuntime().availableProcessors() + 1,
                    surroundings.random());
            result = new Check(open, request, finding -> tell(line, finding), progress).run();
        }
        return repository.json ? finishJson(result) : finish(result, verbosity);
    }

    private Set<ObjectId> snapshots(Repository open) {
        SnapshotFilter narrowing = filter.filter(surroundings);
        if (!ids.isEmpty()
                && !ids.contains("latest")
                && !narrowing.equals(repository.configured.snapshots(surroundings))) {
            throw new InvalidRequest(
                    "snapshots are named, and narrowed by --host, --tag, --path or RESTIC_HOST, too",
                    "give one of them");
        }
        Set<ObjectId> found = new HashSet<>();
        for (String id : ids) {
            found.add(new Snapshots(open).find(id, narrowing).id());
        }
        return found;
    }

    private ReadSubset part() {
        if (readData && subset != null) {
            throw new InvalidRequest("--read-data and --read-data-subset exclude each other", "give one of them");
        }
        if (readData) {
            return ReadSubset.all();
        }
        return subset == null ? new ReadSubset.None() : ReadSubset.parse(subset);
    }

    private void tell(ProgressLine line, Finding finding) {
        String what = finding.subject() + ": " + finding.reason();
        switch (finding) {
            case Finding.Damage damage -> {
                String text =
                        what + damage.place().map(place -> " (" + place + ")").orElse("");
                line.println(
                        surroundings.err(), repository.json ? message("error", text) : "error: " + Text.safe(text));
            }
            case Finding.Hint _ -> {
                if (repository.verbosity() >= 1) {
                    line.println(
                            surroundings.err(), repository.json ? message("hint", what) : "hint: " + Text.safe(what));
                }
            }
        }
    }

    private static JsonLine message(String type, String text) {
        return new JsonLine().text("message_type", type).text("message", text);
    }

    private int finish(Check.Result result, int verbosity) {
        if (verbosity >= 1 && result.packsRead() > 0) {
            surroundings
                    .out()
                    .println("read " + Text.count(result.packsRead(), "pack") + ", " + Text.bytes(result.bytesRead()));
        }
        if (result.suggestPrune() && verbosity >= 1) {
            surroundings.err().println("hint: there is data that nobody needs; `holdfast prune` frees its space");
        }
        if (result.isSound()) {
            if (verbosity >= 1) {
                surroundings.out().println("no errors were found");
                repository.configured.job(surroundings).ifPresent(this::tellOfTheRest);
            }
            return 0;
        }
        surroundings.err().println("error: the repository is damaged: " + Text.count(result.errors(), "error"));
        if (result.packsRead() == 0) {
            surroundings
                    .err()
                    .println("fix:   read all data, to see what else is damaged: `holdfast check --read-data`");
        }
        result.brokenFiles().forEach(file -> surroundings.err().println("fix:   " + fix(file)));
        if (result.suggestRepairIndex()) {
            surroundings.err().println("fix:   build its index anew: `holdfast repair index`");
        }
        if (!result.brokenPacks().isEmpty()) {
            surroundings.err().println("fix:   keep a copy of the repository, then take the broken packs out:");
            surroundings.err().println("       `holdfast repair packs " + joined(result.brokenPacks()) + "`,");
            surroundings
                    .err()
                    .println(
                            "       then back up again, which stores what is still at hand, and last `holdfast repair snapshots --forget`");
        }
        if (result.brokenPacks().isEmpty() && result.lacksData()) {
            surroundings
                    .err()
                    .println("fix:   back up again, which stores what is still at hand,"
                            + " then take what stays lost out of the snapshots:");
            surroundings.err().println("       `holdfast repair snapshots --forget`");
        }
        return Advice.FAILED;
    }

    private static String fix(FileRef file) {
        String back = "put " + file + " back from another copy of the repository";
        return switch (file.type()) {
            case SNAPSHOT ->
                back + ", or delete it with `holdfast forget " + file.name() + "`: only that snapshot is lost";
            case KEY -> back + ", or remove it: `holdfast key remove " + file.name() + "`";
            case LOCK -> "if nothing else uses the repository, remove " + file + ": `holdfast unlock --remove-all`";
            case CONFIG, INDEX, PACK -> back;
        };
    }

    private void tellOfTheRest(ConfiguredRepository job) {
        surroundings
                .err()
                .println(
                        "hint: only what these snapshots of the job lead to was looked at; `holdfast check --repository "
                                + job.settings().name() + "` looks at all");
    }

    private static String joined(List<ObjectId> ids) {
        return String.join(" ", ids.stream().map(ObjectId::toString).toList());
    }

    private int finishJson(Check.Result result) {
        JsonLine summary = new JsonLine().text("message_type", "summary").number("num_errors", result.errors());
        if (result.brokenPacks().isEmpty()) {
            summary.raw("broken_packs", "null");
        } else {
            summary.texts(
                    "broken_packs",
                    result.brokenPacks().stream().map(ObjectId::toString).toList());
        }
        surroundings
                .out()
                .println(summary.flag("suggest_repair_index", result.suggestRepairIndex())
                        .flag("suggest_prune", result.suggestPrune()));
        if (result.isSound()) {
            return 0;
        }
        surroundings
                .err()
                .println(new JsonLine()
                        .text("message_type", "exit_error")
                        .number("code", Advice.FAILED)
                        .text("message", "Fatal: repository contains errors"));
        return Advice.FAILED;
    }
}
