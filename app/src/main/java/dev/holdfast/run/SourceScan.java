package dev.holdfast.run;

import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.job.FilesSource;
import dev.holdfast.job.Job;
import dev.holdfast.job.SourceSettings;
import dev.holdfast.source.files.ConfiguredFiles;
import dev.holdfast.source.files.FileTree;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks at the files of a job as a run would, but reads none; commands are not run. */
public final class SourceScan {
    private final List<Problem> problems = new ArrayList<>();
    private final List<FileTree> trees = new ArrayList<>();
    private long files;
    private long bytes;

    /**
     * Makes ready.
     *
     * @param repository folder of the job's repository, which is left out
     * @param repositories those of all repositories, which are left out where the job does not name them
     */
    public SourceScan(Job job, Path repository, List<Path> repositories, Map<String, String> environment, ZoneId zone) {
        List<ByteString> leaveOut = new ArrayList<>(JobPaths.ownFolders(job));
        leaveOut.addAll(JobPaths.within(job, repository));
        repositories.forEach(other -> leaveOut.addAll(JobPaths.below(job, other)));
        ConfiguredFiles.Setting setting = new ConfiguredFiles.Setting(
                new LocalFiles.Options(ByteString.of("/"), false, zone), environment, leaveOut);
        for (SourceSettings source : job.sources()) {
            if (source instanceof FilesSource paths) {
                ConfiguredFiles found = ConfiguredFiles.of(paths, setting);
                problems.addAll(found.unreachable());
                trees.addAll(found.trees());
            }
        }
    }

    /** What is missing, and after {@link #count} also what can't be read. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Counts the files; slow where there are many. */
    public void count() {
        Sink sink = new Sink() {
            @Override
            public void accept(Entry entry) {
                if (entry instanceof Entry.File file) {
                    files++;
                    bytes += file.size();
                    file.content().skip();
                }
            }

            @Override
            public void problem(Problem problem) {
                problems.add(problem);
            }
        };
        trees.forEach(tree -> tree.source().copyTo(sink));
    }

    public long files() {
        return files;
    }

    public long bytes() {
        return bytes;
    }
}
