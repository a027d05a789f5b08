package dev.holdfast.cli;

import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the ids of a repository's files or blobs. */
@Command(name = "list", description = "Lists ids: blobs, packs, index, snapshots, keys or locks.")
final class ListCommand implements Callable<Integer> {
    private static final String BLOBS = "blobs";
    private static final Map<String, FileType> TYPES = Map.of(
            "packs", FileType.PACK,
            "index", FileType.INDEX,
            "snapshots", FileType.SNAPSHOT,
            "keys", FileType.KEY,
            "locks", FileType.LOCK);

    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Parameters(paramLabel = "TYPE", arity = "0..*", description = "blobs, packs, index, snapshots, keys or locks")
    List<String> types = List.of();

    ListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String type = types.size() == 1 ? types.getFirst() : "";
        if (!type.equals(BLOBS) && !TYPES.containsKey(type)) {
            throw new InvalidRequest(
                    types.isEmpty() ? "list needs to know what" : "there is no list of " + String.join(" ", types),
                    "name one of blobs, packs, index, snapshots, keys, locks");
        }
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = type.equals("locks") ? RepositoryLock.none(open) : repository.lock(open, false)) {
            if (type.equals(BLOBS)) {
                PathLines lines = new PathLines(surroundings);
                open.forEachBlob(blob -> lines.println(blob.type().word() + " " + blob.id()));
            } else {
                open.ids(TYPES.get(type)).forEach(surroundings.out()::println);
            }
        }
        return 0;
    }
}
