package dev.holdfast.engine.files;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.posix.FileStatus;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Walks folders depth first without recursion, holding a bounded number of them open however deep they lie. */
final class Walk {
    /** Beyond this depth, the folders further up are closed and opened again by their path on the way back. */
    private static final int MAX_OPEN_FRAMES = 64;

    /** While more than this many directories are open, files are opened by their path later. */
    private static final int MAX_OPEN_DIRECTORIES = 512;

    private final Sink sink;
    private final LocalFiles.Options options;
    private final MetadataReader metadata;
    private final AtomicInteger open = new AtomicInteger();
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();

    Walk(Sink sink, LocalFiles.Options options) {
        this.sink = sink;
        this.options = options;
        this.metadata = new MetadataReader(options.zone(), options.withAccessTime());
    }

    MetadataReader metadata() {
        return metadata;
    }

    /** A directory on the way from the target to where the walk is. */
    private static final class Frame {
        final ByteString realPath;
        final EntryPath path;
        final List<ByteString> names;
        final long fileSystem;
        int next;
        @Nullable SharedDirectory directory;

        Frame(
                ByteString realPath,
                EntryPath path,
                SharedDirectory directory,
                List<ByteString> names,
                long fileSystem) {
            this.realPath = realPath;
            this.path = path;
            this.directory = directory;
            this.names = names;
            this.fileSystem = fileSystem;
        }

        void suspend() {
            if (directory != null) {
                directory.release();
                directory = null;
            }
        }
    }

    /** Gives what lies at {@code realPath}, and everything below, as {@code path}. */
    void target(ByteString realPath, EntryPath path) {
        Lookup lookup = Lookup.of(realPath);
        try {
            SharedDirectory parent = new SharedDirectory(PosixDirectory.open(lookup.directory(), true), open);
            try {
                Frame above = new Frame(lookup.directory(), path, parent, List.of(), 0);
                visit(above, parent, lookup.name(), realPath, path, true);
            } finally {
                parent.release();
            }
        } catch (PosixException e) {
            problem(realPath, e);
        }
        walk();
    }

    private void walk() {
        try {
            while (!frames.isEmpty()) {
                Frame frame = frames.getLast();
                if (frame.next == frame.names.size()) {
                    frame.suspend();
                    frames.removeLast();
                } else {
                    step(frame, frame.names.get(frame.next++));
                }
            }
        } finally {
            frames.forEach(Frame::suspend);
            frames.clear();
        }
    }

    private void step(Frame frame, ByteString name) {
        if (Thread.interrupted()) {
            throw new Interrupted();
        }
        SharedDirectory directory = frame.directory;
        try {
            if (directory == null) {
                directory = new SharedDirectory(PosixDirectory.open(frame.realPath, true), open);
                frame.directory = directory;
            }
            visit(frame, directory, name, frame.realPath, frame.path.child(name), false);
        } catch (PosixException e) {
            if (!e.isMissing()) {
                problem(TargetTree.join(frame.realPath, name), e);
            }
        }
    }

    private void visit(
            Frame frame, SharedDirectory directory, ByteString name, ByteString at, EntryPath path, boolean isTarget)
            throws PosixException {
        FileStatus status = directory.directory().status(name);
        ByteString realPath = ByteString.EMPTY;
        if (options.filter().isActive()) {
            realPath = isTarget ? at : TargetTree.join(frame.realPath, name);
            if (!options.filter().includes(realPath, status.type(), status.size())) {
                return;
            }
        }
        boolean otherFileSystem = options.oneFileSystem() && !isTarget && status.device() != frame.fileSystem;
        if (otherFileSystem && !status.isDirectory()) {
            return;
        }
        switch (status.type()) {
            case DIRECTORY ->
                enter(
                        directory.directory().openDirectory(name),
                        isTarget ? at : TargetTree.join(frame.realPath, name),
                        path,
                        otherFileSystem,
                        isTarget ? status.device() : frame.fileSystem);
            case FILE -> file(frame, directory, name, path, status);
            case SYMLINK ->
                sink.accept(new Entry.Link(
                        path,
                        metadata.of(status, attributes(directory, name, path)),
                        directory.directory().readLink(name)));
            case BLOCK_DEVICE, CHARACTER_DEVICE, FIFO ->
                sink.accept(new Entry.Special(
                        path,
                        status.type(),
                        metadata.of(status, attributes(directory, name, path)),
                        status.deviceNode()));
            case SOCKET, IRREGULAR -> {}
        }
    }

    private void file(
            Frame frame,
            SharedDirectory directory,
            ByteString name,
            EntryPath path,
            FileStatus status) {
        Metadata known = metadata.of(status, attributes(directory, name, path));
        boolean retain = open.get() < MAX_OPEN_DIRECTORIES;
        FileContent content = new FileContent(
                retain ? directory.retain() : null,
                frame.realPath,
                name,
                status,
                known,
                metadata);
        sink.accept(new Entry.File(path, known, status.size(), content));
    }

    private void enter(
            PosixDirectory directory, ByteString realPath, EntryPath path, boolean onlyItself, long fileSystem)
            throws PosixException {
        SharedDirectory shared = new SharedDirectory(directory, open);
        boolean kept = false;
        try {
            List<ByteString> names = onlyItself ? List.of() : names(directory, realPath);
            sink.accept(new Entry.Directory(path, metadata.of(directory.status(), attributes(directory, path))));
            frames.addLast(new Frame(realPath, path, shared, names, fileSystem));
            kept = true;
        } finally {
            if (!kept) {
                shared.release();
            }
        }
        if (frames.size() > MAX_OPEN_FRAMES) {
            suspendFarthest();
        }
    }

    /** Closes the open directory that lies farthest up. */
    private void suspendFarthest() {
        int keep = frames.size() - MAX_OPEN_FRAMES;
        for (Frame frame : frames) {
            if (keep-- == 0) {
                return;
            }
            frame.suspend();
        }
    }

    private List<ByteString> names(PosixDirectory directory, ByteString realPath) throws PosixException {
        if (options.filter().isActive() && !options.filter().includesContents(realPath, directory)) {
            return List.of();
        }
        List<ByteString> names = new ArrayList<>(directory.names());
        Collections.sort(names);
        return names;
    }

    List<ExtendedAttribute> attributes(PosixDirectory directory, EntryPath path) {
        try {
            return directory.extendedAttributes();
        } catch (PosixException e) {
            sink.problem(new Problem(path.toString(), "its extended attributes can't be read: " + e.getMessage()));
            return List.of();
        }
    }

    private List<ExtendedAttribute> attributes(SharedDirectory directory, ByteString name, EntryPath path) {
        try {
            return directory.directory().extendedAttributes(name);
        } catch (PosixException e) {
            if (!e.isMissing()) {
                sink.problem(new Problem(path.toString(), "its extended attributes can't be read: " + e.getMessage()));
            }
            return List.of();
        }
    }

    private void problem(ByteString path, PosixException e) {
        sink.problem(new Problem(path.toString(), e.getMessage()));
    }
}
