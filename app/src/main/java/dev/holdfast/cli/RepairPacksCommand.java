package dev.holdfast.cli;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.upkeep.PackCopy;
import dev.holdfast.engine.upkeep.RepairPacks;
import dev.holdfast.service.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes damaged packs out of a repository. */
@Command(
        name = "repair packs",
        description = "Saves what can be read of damaged packs, and takes them out; copies stay in the current folder.")
final class RepairPacksCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SourceOptions source = new SourceOptions();

    @Parameters(paramLabel = "PACK", arity = "0..*", description = "whole ids of packs, as check names them")
    List<String> ids = List.of();

    RepairPacksCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<FileRef> named = named();
        RepairPacks.Result result;
        try (Repository open = repository.open(surroundings);
                Repository from = source.isNamed(surroundings) ? source.open(surroundings) : null;
                RepositoryLock lock = repository.lockForWriting(open, true);
                RepositoryLock _ = from == null ? null : RepositoryLock.acquireToRead(from, false)) {
            List<FileInfo> packs = new ArrayList<>();
            for (FileRef pack : named) {
                packs.add(open.backend()
                        .stat(pack)
                        .orElseThrow(() -> new InvalidRequest(
                                pack + " is not there",
                                "if an index lists it, take it out with `holdfast repair index`")));
            }
            open.index();
            say("saving backup copies of pack files to current folder");
            for (FileInfo pack : packs) {
                new PackCopy(open).keep(pack, RepositoryOptions.directory(surroundings));
            }
            say("salvaging intact data from specified pack files");
            result = repair(open, lock, from, packs);
        }
        say("saved " + Text.count(result.salvaged(), "blob") + ", took " + result.fetched()
                + " from the other repository, lost " + result.lost());
        for (ObjectId pack : result.unknown()) {
            surroundings
                    .err()
                    .println("warning: what lay in pack " + pack
                            + " is not known: no index lists it and its header can't be read");
        }
        if ((result.lost() > 0 || !result.unknown().isEmpty()) && !repository.quiet) {
            surroundings
                    .err()
                    .println("hint: back up again, which stores what the source still has, then take what stays lost"
                            + " out of the snapshots with `repair snapshots --forget`");
        }
        return 0;
    }

    private List<FileRef> named() {
        if (ids.isEmpty()) {
            throw new InvalidRequest("no ids specified", "name the packs that `holdfast check --read-data` tells of");
        }
        List<FileRef> packs = new ArrayList<>();
        for (String id : ids) {
            if (!ObjectId.isName(id)) {
                throw new InvalidRequest(id + " is no whole id of a pack", "give all 64 characters");
            }
            packs.add(FileRef.of(FileType.PACK, ObjectId.parse(id)));
        }
        return packs.stream().distinct().toList();
    }

    private RepairPacks.Result repair(
            Repository open, RepositoryLock lock, @Nullable Repository from, List<FileInfo> packs) {
        WriteOptions options =
                new WriteOptions(repository.compression(surroundings), repository.packSize(surroundings), false);
        return new RepairPacks(open, lock, options, from, this::tell).run(packs);
    }

    private void tell(RepairPacks.Outcome outcome) {
        String what = switch (outcome.kind()) {
            case ELSEWHERE -> "another pack has it";
            case FETCHED -> "it was taken from the other repository";
            case LOST -> "it is lost";
        };
        surroundings
                .err()
                .println("failed to load " + outcome.type().word() + " blob " + outcome.blob() + " of pack "
                        + outcome.pack() + ": " + what);
    }

    private void say(String what) {
        if (!repository.quiet && !repository.json) {
            surroundings.out().println(what);
        }
    }
}
