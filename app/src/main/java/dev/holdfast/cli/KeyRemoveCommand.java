package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a password back. */
@Command(name = "remove", description = "Removes a key, so that its password no longer opens the repository.")
final class KeyRemoveCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Parameters(paramLabel = "KEY", arity = "0..*", description = "the key's id or the beginning of it")
    List<String> ids = List.of();

    KeyRemoveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (ids.size() != 1 || ids.getFirst().isEmpty()) {
            throw new InvalidRequest("key remove takes the id of one key", "see the ids with `holdfast key list`");
        }
        try (Repository open = repository.open(surroundings);
                RepositoryLock lock = repository.lockForWriting(open, true)) {
            ObjectId id = open.keys().find(ids.getFirst());
            if (id.equals(open.openedKey().id())) {
                throw new InvalidRequest(
                        "key " + id.shortName() + " is the one that opened the repository just now",
                        "open it with another password, or change this one with `holdfast key passwd`");
            }
            lock.ensureHeld();
            open.keys().remove(id);
            surroundings.out().println("removed key " + id);
        }
        return 0;
    }
}
