package dev.holdfast.run;

import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.SourceUnreachable;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.engine.tree.Source;
import dev.holdfast.job.CommandSource;
import dev.holdfast.job.FilesSource;
import dev.holdfast.job.Job;
import dev.holdfast.job.SourceSettings;
import dev.holdfast.source.command.CommandOutputs;
import dev.holdfast.source.command.Setting;
import dev.holdfast.source.files.ConfiguredFiles;
import dev.holdfast.source.files.FileTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All sources of a job as one, so that they make one recovery point. Files lie at their own paths. */
final class JobSource implements Source {
    private final List<Tree> trees = new ArrayList<>();
    private final List<Problem> unreachable = new ArrayList<>();
    private final List<SourceCount> counts = new ArrayList<>();
    private final @Nullable CommandOutputs commands;

    private record Tree(FileTree tree, SourceCount count) {}

    /**
     * Looks at the sources.
     *
     * @throws SourceUnreachable if none of the paths can be reached and there is no command
     * @throws dev.holdfast.engine.model.EngineException.InvalidRequest if a pattern can't be used
     */
    JobSource(Job job, ConfiguredFiles.Setting files, Setting setting) {
        List<CommandSource> programs = commands(job);
        this.commands = programs.isEmpty() ? null : new CommandOutputs(programs, setting);
        for (SourceSettings source : job.sources()) {
            switch (source) {
                case FilesSource paths -> add(paths, files);
                case CommandSource command -> {
                    CommandOutputs outputs = commands;
                    counts.add(SourceCount.of(
                            command.kind(), command.name(), () -> outputs == null ? 0 : outputs.bytes(command)));
                }
            }
        }
        trees.sort((left, right) -> FileTree.WALK_ORDER.compare(left.tree(), right.tree()));
        if (trees.isEmpty() && commands == null) {
            throw LocalFiles.noneReachable(unreachable);
        }
    }

    private static List<CommandSource> commands(Job job) {
        List<CommandSource> commands = new ArrayList<>();
        for (SourceSettings source : job.sources()) {
            if (source instanceof CommandSource command) {
                commands.add(command);
            }
        }
        return commands;
    }

    private void add(FilesSource paths, ConfiguredFiles.Setting setting) {
        ConfiguredFiles files = ConfiguredFiles.of(paths, setting);
        SourceCount count = SourceCount.of(paths.kind(), String.join(", ", paths.paths()), null);
        counts.add(count);
        unreachable.addAll(files.unreachable());
        files.trees().forEach(tree -> trees.add(new Tree(tree, count)));
    }

    /** What was given so far, per source. */
    List<SourceCount> counts() {
        return counts;
    }

    @Override
    public void copyTo(Sink sink) {
        unreachable.forEach(sink::problem);
        CommandsInPlace ordered = new CommandsInPlace(sink, Optional.ofNullable(commands));
        WayOnce way = new WayOnce(ordered);
        for (Tree tree : trees) {
            way.begin(tree.tree().names().size(), tree.count());
            tree.tree().source().copyTo(way);
        }
        ordered.finish();
    }

    /** Gives the commands' outputs at the place of their folder's name among the files at the root. */
    private static final class CommandsInPlace implements Sink {
        private final Sink sink;
        private @Nullable CommandOutputs waiting;

        CommandsInPlace(Sink sink, Optional<CommandOutputs> commands) {
            this.sink = sink;
            this.waiting = commands.orElse(null);
        }

        @Override
        public void accept(Entry entry) {
            if (waiting != null && root(entry.path()).compareTo(CommandOutputs.FOLDER) > 0) {
                finish();
            }
            sink.accept(entry);
        }

        void finish() {
            CommandOutputs commands = waiting;
            waiting = null;
            if (commands != null) {
                commands.copyTo(sink);
            }
        }

        private static ByteString root(EntryPath path) {
            EntryPath at = path;
            while (at.parent() != null) {
                at = at.parent();
            }
            return at.name();
        }

        @Override
        public void problem(Problem problem) {
            sink.problem(problem);
        }

        @Override
        public void ensureWanted() {
            sink.ensureWanted();
        }
    }
}
