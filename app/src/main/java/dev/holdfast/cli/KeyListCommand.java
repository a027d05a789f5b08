package dev.holdfast.cli;

import dev.holdfast.engine.crypto.KeyFile;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.repo.Keys;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the keys of a repository. */
@Command(name = "list", description = "Lists the keys, each with its own password.")
final class KeyListCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    KeyListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lock(open, false)) {
            List<Keys.Stored> keys = open.keys().list();
            if (repository.json) {
                surroundings.out().println(JsonLine.array(keys.stream().map(key -> json(open, key)).toList()));
            } else {
                print(open, keys);
            }
        }
        return 0;
    }

    private JsonLine json(Repository open, Keys.Stored key) {
        return new JsonLine()
                .flag("current", isCurrent(open, key))
                .text("id", key.id().toString())
                .text("userName", key.file().username())
                .text("hostName", key.file().hostname())
                .text("created", created(key.file()));
    }

    private void print(Repository open, List<Keys.Stored> keys) {
        Table table = new Table(" ID", "User", "Host", "Created");
        for (Keys.Stored key : keys) {
            table.row(
                    (isCurrent(open, key) ? "*" : " ") + key.id().shortName(),
                    Text.safe(key.file().username()),
                    Text.safe(key.file().hostname()),
                    created(key.file()));
        }
        table.print(surroundings.out());
    }

    private static boolean isCurrent(Repository open, Keys.Stored key) {
        return key.id().equals(open.openedKey().id());
    }

    private String created(KeyFile file) {
        Timestamp created = file.created().orElse(Timestamp.ZERO);
        return Text.TIME.format(created.instant().atZone(surroundings.zone()));
    }
}
