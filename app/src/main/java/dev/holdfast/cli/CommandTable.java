package dev.holdfast.cli;

import dev.holdfast.service.Surroundings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
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
        commands.put("cache", CacheCommand::new);
        commands.put("cat", CatCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("copy", CopyCommand::new);
        commands.put("diff", DiffCommand::new);
        commands.put("dump", DumpCommand::new);
        commands.put("find", FindCommand::new);
        commands.put("forget", ForgetCommand::new);
        commands.put("init", InitCommand::new);
        commands.put("key add", KeyAddCommand::new);
        commands.put("key list", KeyListCommand::new);
        commands.put("key passwd", KeyPasswdCommand::new);
        commands.put("key remove", KeyRemoveCommand::new);
        commands.put("list", ListCommand::new);
        commands.put("ls", LsCommand::new);
        commands.put("migrate", MigrateCommand::new);
        commands.put("mount", MountCommand::new);
        commands.put("plan", PlanCommand::new);
        commands.put("prune", PruneCommand::new);
        commands.put("quickstart", QuickstartCommand::new);
        commands.put("recover", RecoverCommand::new);
        commands.put("repair index", RepairIndexCommand::new);
        commands.put("repair packs", RepairPacksCommand::new);
        commands.put("repair snapshots", RepairSnapshotsCommand::new);
        commands.put("restore", RestoreCommand::new);
        commands.put("rewrite", RewriteCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("snapshots", SnapshotsCommand::new);
        commands.put("stats", StatsCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("tag", TagCommand::new);
        commands.put("unlock", UnlockCommand::new);
        commands.put("validate", ValidateCommand::new);
        commands.put("version", VersionCommand::new);
    }

    boolean has(String name) {
        return commands.containsKey(name);
    }

    /** Whether {@code word} only begins the names of commands, such as {@code key}. */
    boolean isGroup(String word) {
        return names().stream().anyMatch(name -> name.startsWith(word + " "));
    }

    /** The commands of a group. */
    List<String> inGroup(String word) {
        return names().stream().filter(name -> name.startsWith(word + " ")).toList();
    }

    Collection<String> names() {
        return commands.keySet();
    }

    Callable<Integer> make(String name) {
        return commands.get(name).apply(surroundings);
    }
}
