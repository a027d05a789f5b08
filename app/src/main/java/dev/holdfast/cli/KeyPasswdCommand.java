package dev.holdfast.cli;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Keys;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.secret.Secret;
import dev.holdfast.service.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Changes the password: adds a key with the new one, then removes the key of the old one. */
@Command(name = "passwd", description = "Changes the password.")
final class KeyPasswdCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    NewPasswordOptions added = new NewPasswordOptions();

    KeyPasswdCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Repository open = repository.open(surroundings);
                RepositoryLock lock = repository.lockForWriting(open, true);
                Secret password = added.read(surroundings)) {
            lock.ensureHeld();
            Keys keys = open.keys();
            ObjectId id = keys.add(password.toBytes(), open.openedKey().masterKey(), added.user, added.host);
            lock.ensureHeld();
            keys.remove(open.openedKey().id());
            surroundings.out().println("saved new key with ID " + id);
            repository
                    .configured(surroundings)
                    .ifPresent(named -> surroundings
                            .err()
                            .println("warning: the configuration still has the old password; put the new one where"
                                    + " repositories." + named.settings().name() + ".password says"));
        }
        return 0;
    }
}
