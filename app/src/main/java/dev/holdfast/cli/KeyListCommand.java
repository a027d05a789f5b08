package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.repo.Keys;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the keys of a repository; one that can't be read is an error that does not keep the others from being listed. */
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
            List<EngineException> damaged = new ArrayList<>();
            List<Keys.Owner> keys = open.keys().owners(damaged::add);
            if (repository.json) {
                surroundings
                        .out()
                        .println(JsonLine.array(
                                keys.stream().map(key -> json(open, key)).toList()));
            } else {
                print(open, keys);
            }
            damaged.forEach(this::tell);
            return damaged.isEmpty() ? 0 : Advice.FAILED;
        }
    }

    private void tell(EngineException damaged) {
        String what = String.valueOf(damaged.getMessage());
        if (repository.json) {
            surroundings
                    .err()
                    .println(new JsonLine().text("message_type", "error").text("message", what));
        } else {
            surroundings.err().println("error: " + Text.safe(what));
            surroundings
                    .err()
                    .println("fix:   put it back from another copy of the repository, or give its password up:"
                            + " `key remove`");
        }
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
