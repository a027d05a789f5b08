package dev.holdfast.cli;

import dev.holdfast.service.Surroundings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The commands by name. Only the one that is wanted is made, so that the program starts quickly. */
final class CommandTable {
    private final Surroundings surroundings;
    private final Map<String, Function<Surroundings, Callable<Integer>>> commands = new LinkedHashMap<>();

    CommandTable(Surroundings surroundings) {
        this.surroundings = surroundings;
        commands.put("backup", BackupCommand::new);
        commands.put("init", InitCommand::new);
        commands.put("plan", PlanCommand::new);
        commands.put("quickstart", QuickstartCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("snapshots", SnapshotsCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("validate", ValidateCommand::new);
        commands.put("version", VersionCommand::new);
    }

    boolean has(String name) {
        return commands.containsKey(name);
    }

    Collection<String> names() {
        return commands.keySet();
    }

    Callable<Integer> make(String name) {
        return commands.get(name).apply(surroundings);
    }
}
