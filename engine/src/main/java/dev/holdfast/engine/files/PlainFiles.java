package dev.holdfast.engine.files;

import dev.holdfast.engine.filter.ExclusionDirectory;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.SourceUnreachable;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.engine.tree.Source;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files and folders of this machine as plain Java sees them, by the same rules as {@link LocalFiles}, for systems other than
 * Linux. What is lost by that, {@link NotKept} tells.
 */
final class PlainFiles implements Source {
    private final PlainPaths paths;
    private final PlainStatusReader reader;
    private final Map<ByteString, PlainStatus> targets = new LinkedHashMap<>();
    private final List<Problem> unreachable = new ArrayList<>();
    private final Map<FileStore, Long> fileStores = new HashMap<>();
    private final Exclusions exclusions;

    /** As {@link LocalFiles#of}. */
    PlainFiles(List<ByteString> written, Exclusions.Builder exclusions, LocalFiles.Options options) {
        this.paths = PlainPaths.here(options.workingDirectory());
        this.reader = new PlainStatusReader(options.zone(), options.withAccessTime());
        List<Exclusions.Target> named = new ArrayList<>();
        for (ByteString path : written) {
            ByteString slashed = paths.slashed(path);
            try {
                PlainStatus status = reader.read(paths.path(slashed));
                targets.put(slashed, status);
                named.add(new Exclusions.Target(paths.absolute(path), device(paths.path(slashed), status, 0)));
            } catch (IOException e) {
                unreachable.add(new Problem(path.toString(), PlainTarget.reason(e)));
            }
        }
        if (targets.isEmpty()) {
            throw LocalFiles.noneReachable(unreachable);
        }
        this.exclusions = exclusions.targets(named).build();
    }

    /** The number of the file system; where Java does not tell it, folders are asked for theirs and files lie in one of them. */
    private long device(Path path, PlainStatus status, long above) throws IOException {
        if (status.metadata().deviceId() != 0) {
            return status.metadata().deviceId();
        }
        if (above != 0 && !status.isDirectory()) {
            return above;
        }
        FileStore store = Files.getFileStore(status.type() == NodeType.SYMLINK ? path.resolveSibling("") : path);
        return fileStores.computeIfAbsent(store, unknown -> fileStores.size() + 1L);
    }

    @Override
    public void copyTo(Sink sink) {
        unreachable.forEach(sink::problem);
        TargetTree root = TargetTree.of(targets.keySet(), new Folders());
        root.children().forEach((name, child) -> give(child, EntryPath.root(name), sink));
    }

    private final class Folders implements TargetTree.Folders {
        @Override
        public List<ByteString> names(ByteString directory) {
            try {
                return PlainFolder.names(paths.path(directory), unreadable -> {});
            } catch (IOException e) {
                throw new SourceUnreachable(Map.of(directory.toString(), PlainTarget.reason(e)));
            }
        }

        @Override
        public boolean isLink(ByteString path) {
            try {
                return Files.isSymbolicLink(paths.path(path));
            } catch (IOException e) {
                return false; // the walk tells it
            }
        }
    }

    private void give(TargetTree tree, EntryPath path, Sink sink) {
        try {
            Path file = paths.path(tree.path());
            if (tree.isTarget()) {
                ExclusionDirectory rules = LocalFiles.rulesAbove(exclusions, absolute(tree.path()));
                new Walk(sink).target(file, Lookup.of(tree.path()).name(), path, rules);
                return;
            }
            // Links on the way to a target are the user's own and followed.
            sink.accept(new Entry.Directory(path, reader.read(file.toRealPath()).metadata()));
        } catch (IOException e) {
            sink.problem(new Problem(paths.system(tree.path()), PlainTarget.reason(e)));
            return;
        }
        tree.children().forEach((name, child) -> give(child, path.child(name), sink));
    }

    private ByteString absolute(ByteString slashed) {
        return !slashed.isEmpty() && slashed.at(0) == '/' ? TargetTree.clean(slashed) : paths.absolute(slashed);
    }

    /** A folder on the way, with the position in it. */
    private static final class Frame {
        final Path folder;
        final EntryPath path;
        final List<ByteString> names;
        final ExclusionDirectory rules;
        final long device;
        int next;

        Frame(Path folder, EntryPath path, List<ByteString> names, ExclusionDirectory rules, long device) {
            this.folder = folder;
            this.path = path;
            this.names = names;
            this.rules = rules;
            this.device = device;
        }
    }

    /** What an entry needs to know of the folder that it lies in. */
    private record Above(ExclusionDirectory rules, long device) {}

    /** Walks depth first without recursion. */
    private final class Walk {
        private final Sink sink;
        private final ArrayDeque<Frame> frames = new ArrayDeque<>();

        Walk(Sink sink) {
            this.sink = sink;
        }

        void target(Path file, ByteString name, EntryPath path, ExclusionDirectory above) throws IOException {
            visit(file, name, path, new Above(above, 0));
            while (!frames.isEmpty()) {
                Frame frame = frames.getLast();
                if (frame.next == frame.names.size()) {
                    frames.removeLast();
                } else {
                    step(frame, frame.names.get(frame.next++));
                }
            }
        }

        private void step(Frame frame, ByteString name) {
            if (Thread.interrupted()) {
                throw new Interrupted();
            }
            if (frame.rules.excludesName(name)) {
                return;
            }
            Path file = frame.folder.resolve(name.toString());
            try {
                visit(file, name, frame.path.child(name), new Above(frame.rules, frame.device));
            } catch (NoSuchFileException e) {
                // It vanished, so a backup a moment later would not have seen it.
                return;
            } catch (IOException e) {
                sink.problem(new Problem(file.toString(), PlainTarget.reason(e)));
            }
        }

        private void visit(Path file, ByteString name, EntryPath path, Above above) throws IOException {
            PlainStatus status = reader.read(file);
            long device = device(file, status, above.device());
            if (above.rules().excludes(name, status.isDirectory(), status.size(), device)) {
                return;
            }
            switch (status.type()) {
                case DIRECTORY -> {
                    List<ByteString> names = PlainFolder.names(file, sink::problem);
                    ExclusionDirectory inside = above.rules().enter(name, device, new PlainFolder(file));
                    sink.accept(new Entry.Directory(path, status.metadata()));
                    frames.addLast(new Frame(file, path, names, inside, device));
                }
                case FILE ->
                    sink.accept(new Entry.File(path, status.metadata(), status.size(), new PlainContent(file, reader)));
                case SYMLINK -> {
                    ByteString target =
                            ByteString.of(Files.readSymbolicLink(file).toString());
                    sink.accept(new Entry.Link(path, status.metadata(), target));
                }
                case BLOCK_DEVICE, CHARACTER_DEVICE, FIFO ->
                    sink.accept(new Entry.Special(path, status.type(), status.metadata(), status.deviceNode()));
                case SOCKET -> {}
                case IRREGULAR -> irregular(file);
            }
        }

        private void irregular(Path file) {
            if (!PlainStatusReader.isUnix(file.getFileSystem())) {
                sink.problem(new Problem(file.toString(), "it is neither a file nor a folder nor a symbolic link"));
            }
        }
    }
}
