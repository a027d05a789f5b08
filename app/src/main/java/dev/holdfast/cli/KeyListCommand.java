package dev.holdfast.cli;

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
            List<Keys.Owner> keys = open.keys().owners();
            if (repository.json) {
                surroundings
                        .out()
                        .println(JsonLine.array(
                                keys.stream().map(key -> json(open, key)).toList()));
            } else {
                print(open, keys);
            }
        }
        return 0;
    }

    private JsonLine json(Repository open, Keys.Owner key) {
        return new JsonLine()
                .flag("current", isCurrent(open, key))
                .text("id", key.id().toString())
                .text("userName", key.user())
                .text("hostName", key.host())
                .text("created", created(key));
    }

    private void print(Repository open, List<Keys.Owner> keys) {
        Table table = new Table(" ID", "User", "Host", "Created");
        for (Keys.Owner key : keys) {
            table.row(
                    (isCurrent(open, key) ? "*" : " ") + key.id().shortName(),
                    Text.safe(key.user()),
                    Text.safe(key.host()),
                    created(key));
        }
        table.print(surroundings.out());
    }

    private static boolean isCurrent(Repository open, Keys.Owner key) {
        return key.id().equals(open.openedKey().id());
    }

    private String created(Keys.Owner key) {
        Timestamp created = key.created().orElse(Timestamp.ZERO);
        return Text.TIME.format(created.instant().atZone(surroundings.zone()));
    }
}
