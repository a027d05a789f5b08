package dev.holdfast.engine.files;

import dev.holdfast.engine.filter.ExclusionDirectory;
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
import java.util.Iterator;
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
    private final MetadataReader metadata;
    private final ByteString workingDirectory;
    private final AtomicInteger open = new AtomicInteger();
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();

    /** @param workingDirectory where what is given by relative paths lies */
    Walk(Sink sink, MetadataReader metadata, ByteString workingDirectory) {
        this.sink = sink;
        this.metadata = metadata;
        this.workingDirectory = workingDirectory;
    }

    MetadataReader metadata() {
        return metadata;
    }

    /** A directory on the way from the target to where the walk is. */
    private static final class Frame {
        final ByteString realPath;
        final EntryPath path;
        final List<ByteString> names;
        final ExclusionDirectory rules;
        int next;

        @Nullable
        SharedDirectory directory;

        Frame(
                ByteString realPath,
                EntryPath path,
                SharedDirectory directory,
                List<ByteString> names,
                ExclusionDirectory rules) {
            this.realPath = realPath;
            this.path = path;
            this.directory = directory;
            this.names = names;
            this.rules = rules;
        }

        void suspend() {
            if (directory != null) {
                directory.release();
                directory = null;
            }
        }
    }

    /**
     * Gives what lies at {@code realPath}, and everything below, as {@code path}.
     *
     * @param above the rules in the directory that it lies in
     */
    void target(ByteString realPath, EntryPath path, ExclusionDirectory above) {
        Lookup lookup = Lookup.of(realPath);
        try {
            SharedDirectory parent = new SharedDirectory(PosixDirectory.openToPass(lookup.directory()), open);
            try {
                visit(new Frame(lookup.directory(), path, parent, List.of(), above), parent, lookup.name(), path);
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
        if (frame.rules.excludesName(name)) {
            return;
        }
        SharedDirectory directory = frame.directory;
        try {
            if (directory == null) {
                directory = new SharedDirectory(PosixDirectory.open(frame.realPath, true), open);
                frame.directory = directory;
            }
            visit(frame, directory, name, frame.path.child(name));
        } catch (PosixException e) {
            if (!e.isMissing()) {
                problem(TargetTree.join(frame.realPath, name), e);
            }
        }
    }

    private void visit(Frame frame, SharedDirectory directory, ByteString name, EntryPath path) throws PosixException {
        FileStatus status = directory.directory().status(name);
        if (frame.rules.excludes(name, status.isDirectory(), status.size(), status.device())) {
            return;
        }
        switch (status.type()) {
            case DIRECTORY -> enter(frame, directory.directory().openDirectory(name), name, path);
            case FILE -> file(frame, directory, name, path, status);
            case SYMLINK ->
                sink.accept(new Entry.Link(
                        path,
                        metadata.of(status, attributes(frame, directory, name)),
                        directory.directory().readLink(name)));
            case BLOCK_DEVICE, CHARACTER_DEVICE, FIFO ->
                sink.accept(new Entry.Special(
                        path,
                        status.type(),
                        metadata.of(status, attributes(frame, directory, name)),
                        status.deviceNode()));
            case SOCKET, IRREGULAR -> {}
        }
    }

    private void file(Frame frame, SharedDirectory directory, ByteString name, EntryPath path, FileStatus status) {
        Metadata known = metadata.of(status, attributes(frame, directory, name));
        boolean retain = open.get() < MAX_OPEN_DIRECTORIES;
        FileContent content = new FileContent(
                retain ? directory.retain() : null,
                new Lookup(frame.realPath, name),
                workingDirectory,
                status,
                known,
                metadata);
        sink.accept(new Entry.File(path, known, status.size(), content));
    }

    private void enter(Frame above, PosixDirectory directory, ByteString name, EntryPath path) throws PosixException {
        ByteString realPath = TargetTree.join(above.realPath, name);
        SharedDirectory shared = new SharedDirectory(directory, open);
        boolean kept = false;
        try {
            FileStatus status = directory.status();
            ExclusionDirectory rules = above.rules.enter(name, status.device(), new TagFiles(directory));
            List<ByteString> names = directory.sortedNames();
            sink.accept(new Entry.Directory(path, metadata.of(status, attributes(directory, realPath))));
            frames.addLast(new Frame(realPath, path, shared, names, rules));
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

    /** Closes the directories farthest up; all but one of those are closed already. */
    private void suspendFarthest() {
        Iterator<Frame> deepestFirst = frames.descendingIterator();
        for (int i = 0; i < MAX_OPEN_FRAMES; i++) {
            deepestFirst.next();
        }
        deepestFirst.next().suspend();
    }

    List<ExtendedAttribute> attributes(PosixDirectory directory, ByteString realPath) {
        try {
            return told(realPath, directory.attributesOnTheWay());
        } catch (PosixException e) {
            attributesUnreadable(realPath, e);
            return List.of();
        }
    }

    private List<ExtendedAttribute> attributes(Frame frame, SharedDirectory directory, ByteString name) {
        try {
            List<ExtendedAttribute> found = directory.directory().extendedAttributes(name);
            return found.isEmpty() ? found : told(TargetTree.join(frame.realPath, name), found);
        } catch (PosixException e) {
            if (!e.isMissing()) {
                attributesUnreadable(TargetTree.join(frame.realPath, name), e);
            }
            return List.of();
        }
    }

    private List<ExtendedAttribute> told(ByteString realPath, List<ExtendedAttribute> attributes) {
        LostNames.tell(shown(realPath), attributes, sink);
        return attributes;
    }

    private void attributesUnreadable(ByteString realPath, PosixException e) {
        sink.problem(new Problem(shown(realPath), "its extended attributes can't be read: " + e.getMessage()));
    }

    void problem(ByteString realPath, PosixException e) {
        sink.problem(new Problem(shown(realPath), e.getMessage()));
    }

    private String shown(ByteString realPath) {
        return LocalFiles.absolute(workingDirectory, realPath).toString();
    }
}
