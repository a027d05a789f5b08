package dev.holdfast.cli;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.secret.Secret;
import dev.holdfast.service.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Adds another password. */
@Command(name = "add", description = "Adds a key with another password.")
final class KeyAddCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    NewPasswordOptions added = new NewPasswordOptions();

    KeyAddCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lockForWriting(open, false);
                Secret password = added.read(surroundings)) {
            ObjectId id = open.keys().add(password.toBytes(), open.openedKey().masterKey(), added.user, added.host);
            surroundings.out().println("saved new key with ID " + id);
        }
        return 0;
    }
}
