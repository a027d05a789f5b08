package dev.holdfast.engine.files;

import dev.holdfast.engine.filter.ExclusionDirectory;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.filter.PathNames;
import dev.holdfast.engine.filter.TagCheck;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.SourceUnreachable;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.posix.FileStatus;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.engine.tree.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files and folders of this machine, with everything that Linux keeps about them.
 *
 * <p>What vanishes between being listed and being looked at is passed over: a backup a moment later would not have seen it.
 * What can't be read is told as a problem. Sockets are not taken.
 */
public final class LocalFiles implements Source {
    private final ByteString workingDirectory;
    private final Map<ByteString, FileStatus> targets = new LinkedHashMap<>();
    private final List<Problem> unreachable = new ArrayList<>();
    private final Exclusions exclusions;
    private final boolean withAccessTime;
    private final ZoneId zone;

    /**
     * How files are walked.
     *
     * @param workingDirectory absolute; relative targets lie in it, and the process works in it
     * @param withAccessTime whether access times are kept; else they are written equal to the modification times
     * @param zone offset for times
     */
    public record Options(ByteString workingDirectory, boolean withAccessTime, ZoneId zone) {}

    /**
     * Looks at the targets; one that can't be reached makes the backup incomplete.
     *
     * @param paths absolute, or relative to the working directory
     * @param exclusions what is left out; the targets are added here
     * @throws SourceUnreachable if none of the targets can be reached
     * @throws dev.holdfast.engine.model.EngineException.InvalidRequest naming all malformed patterns
     */
    public LocalFiles(List<ByteString> paths, Exclusions.Builder exclusions, Options options) {
        this.workingDirectory = options.workingDirectory();
        this.withAccessTime = options.withAccessTime();
        this.zone = options.zone();
        for (ByteString path : paths) {
            try {
                targets.put(path, Lookup.status(path));
            } catch (PosixException e) {
                unreachable.add(new Problem(path.toString(), PlainTarget.reason(e)));
            }
        }
        if (targets.isEmpty()) {
            throw noneReachable(unreachable);
        }
        List<Exclusions.Target> named = new ArrayList<>();
        targets.forEach((path, status) -> named.add(new Exclusions.Target(absolute(path), status.device())));
        this.exclusions = exclusions.targets(named).build();
    }

    /** That no target can be reached, told with the reasons. */
    public static SourceUnreachable noneReachable(List<Problem> targets) {
        Map<String, String> reasons = new LinkedHashMap<>();
        targets.forEach(problem -> reasons.put(problem.item(), problem.reason()));
        return new SourceUnreachable(reasons);
    }

    @Override
    public void copyTo(Sink sink) {
        unreachable.forEach(sink::problem);
        TargetTree root = TargetTree.of(targets.keySet(), new Folders());
        Walk walk = new Walk(sink, new MetadataReader(zone, withAccessTime), workingDirectory);
        for (Map.Entry<ByteString, TargetTree> child : root.children().entrySet()) {
            give(child.getValue(), EntryPath.root(child.getKey()), walk, sink);
        }
    }

    private void give(TargetTree tree, EntryPath path, Walk walk, Sink sink) {
        if (tree.isTarget()) {
            walk.target(tree.path(), path, rulesAbove(exclusions, absolute(tree.path())));
            return;
        }
        try (PosixDirectory directory = PosixDirectory.openToPass(tree.path())) {
            sink.accept(new Entry.Directory(
                    path, walk.metadata().of(directory.status(), walk.attributes(directory, tree.path()))));
        } catch (PosixException e) {
            walk.problem(tree.path(), e);
            return;
        }
        for (Map.Entry<ByteString, TargetTree> child : tree.children().entrySet()) {
            give(child.getValue(), path.child(child.getKey()), walk, sink);
        }
    }

    /** The rules in the directory of a target; of what lies on the way there only the names matter. */
    static ExclusionDirectory rulesAbove(Exclusions exclusions, ByteString target) {
        List<ByteString> names = PathNames.split(target);
        ExclusionDirectory rules = exclusions.root(0, TagCheck.NONE);
        for (ByteString name : names.subList(0, Math.max(0, names.size() - 1))) {
            rules = rules.enter(name, 0, TagCheck.NONE);
        }
        return rules;
    }

    /**
     * These files and folders as they can best be read on this system: on Linux with everything about them, elsewhere with what
     * plain Java tells, see {@link NotKept}. The rest is as with the constructor.
     */
    public static Source of(List<ByteString> paths, Exclusions.Builder exclusions, Options options) {
        return Posix.isSupported()
                ? new LocalFiles(paths, exclusions, options)
                : new PlainFiles(paths, exclusions, options);
    }

    /** Whether something lies at the path, a link that leads nowhere included. */
    public static boolean exists(ByteString path) {
        return obstacle(path).isEmpty();
    }

    /** Why what lies at the path can't be reached; empty if it can, a link that leads nowhere included. */
    public static Optional<String> obstacle(ByteString path) {
        try {
            if (Posix.isSupported()) {
                Lookup.status(path);
            } else {
                Files.readAttributes(Path.of(path.toString()), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(PlainTarget.reason(e));
        } catch (InvalidPathException e) {
            return Optional.of("its name can't be used on this system");
        }
    }

    /** The names in a folder, links on the way to it followed; none if it can't be read. */
    public static List<ByteString> entryNames(ByteString folder) {
        try {
            if (!Posix.isSupported()) {
                return PlainFolder.names(Path.of(folder.toString()), unreadable -> {});
            }
            try (PosixDirectory open = PosixDirectory.open(folder, true)) {
                return open.names();
            }
        } catch (IOException | InvalidPathException e) {
            return List.of();
        }
    }

    private ByteString absolute(ByteString path) {
        return absolute(workingDirectory, path);
    }

    /** The absolute path of {@code path} as this system writes it, resolved by its text alone. */
    public static ByteString absolute(ByteString workingDirectory, ByteString path) {
        if (!Posix.isSupported()) {
            PlainPaths paths = PlainPaths.here(workingDirectory);
            return ByteString.of(paths.system(paths.absolute(path)));
        }
        boolean isAbsolute = !path.isEmpty() && path.at(0) == '/';
        return TargetTree.clean(isAbsolute ? path : TargetTree.join(workingDirectory, path));
    }

    private static final class Folders implements TargetTree.Folders {
        @Override
        public List<ByteString> names(ByteString directory) {
            try (PosixDirectory open = PosixDirectory.open(directory, true)) {
                return open.sortedNames();
            } catch (PosixException e) {
                throw new SourceUnreachable(Map.of(directory.toString(), PlainTarget.reason(e)));
            }
        }

        @Override
        public boolean isLink(ByteString path) {
            try {
                return Lookup.status(path).type() == NodeType.SYMLINK;
            } catch (PosixException e) {
                return false; // the walk tells it
            }
        }
    }
}
