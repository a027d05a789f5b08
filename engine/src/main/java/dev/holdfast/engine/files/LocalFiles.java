package dev.holdfast.engine.files;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.SourceMissing;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.posix.FileStatus;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.engine.tree.Source;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Files and folders of this machine, with everything that Linux keeps about them.
 *
 * <p>What vanishes between being listed and being looked at is passed over: a backup a moment later would not have seen it.
 * What can't be read is told as a problem. Sockets are not taken.
 */
public final class LocalFiles implements Source {
    private final List<ByteString> targets;
    private final Options options;

    /**
     * How files are walked.
     *
     * @param filter what is left out
     * @param oneFileSystem whether what is mounted below a target is left out
     * @param withAccessTime whether access times are kept; else they are written equal to the modification times
     * @param zone offset for times
     */
    public record Options(WalkFilter filter, boolean oneFileSystem, boolean withAccessTime, ZoneId zone) {}

    /** @param targets absolute, or relative to the working directory */
    public LocalFiles(List<ByteString> targets, Options options) {
        this.targets = List.copyOf(targets);
        this.options = options;
    }

    @Override
    public void copyTo(Sink sink) {
        TargetTree root = new TargetTree(ByteString.EMPTY);
        int found = 0;
        for (ByteString target : targets) {
            if (exists(target, sink)) {
                root.add(target, LocalFiles::names);
                found++;
            }
        }
        if (found == 0) {
            throw new SourceMissing(String.join(", ", targets.stream().map(ByteString::toString).toList()));
        }
        Walk walk = new Walk(sink, options);
        for (Map.Entry<ByteString, TargetTree> child : root.children().entrySet()) {
            give(child.getValue(), EntryPath.root(child.getKey()), walk, sink);
        }
    }

    /** A target that is not there makes the backup incomplete; it fails only if none is there. */
    private static boolean exists(ByteString target, Sink sink) {
        try {
            Lookup.status(target);
            return true;
        } catch (PosixException e) {
            sink.problem(new Problem(target.toString(), e.getMessage()));
            return false;
        }
    }

    private void give(TargetTree tree, EntryPath path, Walk walk, Sink sink) {
        if (tree.isTarget()) {
            walk.target(tree.path(), path);
            return;
        }
        try (PosixDirectory directory = PosixDirectory.open(tree.path(), true)) {
            FileStatus status = directory.status();
            List<ExtendedAttribute> attributes = walk.attributes(directory, path);
            sink.accept(new Entry.Directory(path, walk.metadata().of(status, attributes)));
        } catch (PosixException e) {
            sink.problem(new Problem(tree.path().toString(), e.getMessage()));
            return;
        }
        for (Map.Entry<ByteString, TargetTree> child : tree.children().entrySet()) {
            give(child.getValue(), path.child(child.getKey()), walk, sink);
        }
    }

    private static List<ByteString> names(ByteString directory) {
        try (PosixDirectory open = PosixDirectory.open(directory, true)) {
            List<ByteString> names = new ArrayList<>(open.names());
            Collections.sort(names);
            return names;
        } catch (PosixException e) {
            throw new SourceMissing(directory.toString());
        }
    }
}
