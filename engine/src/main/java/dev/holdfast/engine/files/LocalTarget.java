package dev.holdfast.engine.files;

import dev.holdfast.engine.filter.AttributeSelection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.posix.DirectoryEntry;
import dev.holdfast.engine.posix.FileStatus;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.posix.PosixFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A folder of this machine that a restore writes into.
 *
 * <p>Every step goes from an open folder to a single name in it and follows no link, so nothing outside is ever touched, whatever
 * the names are and whoever changes the folder meanwhile. For any number of threads.
 */
public final class LocalTarget implements AutoCloseable {
    private static final int NEW_FOLDER = 0700;
    private static final int NEW_FILE = 0600;

    private final @Nullable OpenFolders folders;
    private final TargetFolder root;
    private final boolean dryRun;
    private final MetadataWriter metadata;

    private LocalTarget(@Nullable OpenFolders folders, boolean dryRun, AttributeSelection attributes) {
        this.metadata = new MetadataWriter(attributes);
        this.folders = folders;
        this.dryRun = dryRun;
        this.root = TargetFolder.root(folders == null ? TargetFolder.State.ABSENT : TargetFolder.State.FOUND);
    }

    /**
     * Opens the folder, and makes it and those above it where they are missing.
     *
     * @param dryRun whether nothing is to be made or changed
     * @param attributes the extended attributes that are set and removed
     * @throws DestinationFailure if it is no folder or can't be made
     */
    public static LocalTarget open(ByteString path, boolean dryRun, AttributeSelection attributes) {
        try {
            if (!dryRun) {
                return new LocalTarget(new OpenFolders(TargetPath.make(path)), false, attributes);
            }
            Optional<PosixDirectory> found = TargetPath.find(path);
            return new LocalTarget(found.map(OpenFolders::new).orElse(null), true, attributes);
        } catch (PosixException e) {
            throw new DestinationFailure(path.toString(), e.getMessage(), e);
        }
    }

    /** The folder itself. */
    public TargetFolder root() {
        return root;
    }

    /** Sets metadata, and knows what could not be set. */
    public MetadataWriter metadata() {
        return metadata;
    }

    /** An open folder, and what can be done in it, until it is closed. */
    public static final class Access implements AutoCloseable {
        private final OpenFolders.Lease lease;

        private Access(OpenFolders.Lease lease) {
            this.lease = lease;
        }

        /** The folder. */
        public PosixDirectory directory() {
            return lease.directory();
        }

        @Override
        public void close() {
            lease.close();
        }
    }

    /** Opens a folder that is there. */
    public Access enter(TargetFolder folder) throws PosixException {
        return new Access(folders().take(folder));
    }

    private OpenFolders folders() {
        if (folders == null) {
            throw new IllegalStateException("the target does not exist");
        }
        return folders;
    }

    /**
     * Sees to it that the folder and those above it are there; in a dry run only looks.
     *
     * @param replace whether something else that has the name of one of them is removed
     * @throws PosixException if one can't be made; it is {@code BLOCKED} from then on, and asking again throws no more
     */
    public TargetFolder.State prepare(TargetFolder folder, boolean replace) throws PosixException {
        if (dryRun) {
            return look(folder);
        }
        for (TargetFolder next : unknown(folder)) {
            TargetFolder above = next.parent() == null ? root : next.parent();
            next.become(TargetFolder.State.BLOCKED);
            if (above.state() != TargetFolder.State.BLOCKED) {
                try (Access access = enter(above)) {
                    next.become(make(access.directory(), next.name(), replace));
                }
            }
        }
        return folder.state();
    }

    /** Looks whether the folder is there, and makes nothing. */
    public TargetFolder.State look(TargetFolder folder) throws PosixException {
        for (TargetFolder next : unknown(folder)) {
            TargetFolder above = next.parent() == null ? root : next.parent();
            Optional<FileStatus> status = status(above, next.name());
            boolean found = status.isPresent() && status.get().isDirectory();
            next.become(found ? TargetFolder.State.FOUND : TargetFolder.State.ABSENT);
        }
        return folder.state();
    }

    /** The folders on the way of which nothing is known, the uppermost first. */
    private static ArrayDeque<TargetFolder> unknown(TargetFolder folder) {
        ArrayDeque<TargetFolder> unknown = new ArrayDeque<>();
        for (TargetFolder at = folder; at != null && at.state() == TargetFolder.State.UNKNOWN; at = at.parent()) {
            unknown.addFirst(at);
        }
        return unknown;
    }

    private TargetFolder.State make(PosixDirectory directory, ByteString name, boolean replace) throws PosixException {
        try {
            directory.makeDirectory(name, NEW_FOLDER);
            return TargetFolder.State.FRESH;
        } catch (PosixException e) {
            if (!e.isExisting()) {
                throw e;
            }
            FileStatus status = directory.status(name);
            if (!status.isDirectory()) {
                if (!replace) {
                    throw e;
                }
                directory.remove(name);
                directory.makeDirectory(name, NEW_FOLDER);
                return TargetFolder.State.FRESH;
            }
            allowEntering(directory, name, status);
            return TargetFolder.State.FOUND;
        }
    }

    /** Root needs no permission; others may give it to themselves in folders of their own. */
    private void allowEntering(PosixDirectory directory, ByteString name, FileStatus status) {
        int wanted = status.permissions() | NEW_FOLDER;
        if (metadata.isRoot() || wanted == status.permissions()) {
            return;
        }
        try {
            directory.setPermissions(name, wanted);
        } catch (PosixException e) {
            // What can't be done in the folder for want of this permission is told then.
            return;
        }
    }

    /** Status of an entry of a folder, empty if there is none. */
    public Optional<FileStatus> status(TargetFolder folder, ByteString name) throws PosixException {
        if (!folder.mayHaveEntries()) {
            return Optional.empty();
        }
        try (Access access = enter(folder)) {
            return status(access.directory(), name);
        }
    }

    private static Optional<FileStatus> status(PosixDirectory directory, ByteString name) throws PosixException {
        try {
            return Optional.of(directory.status(name));
        } catch (PosixException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Removes what has a name, if anything has.
     *
     * @param recursively whether that may be a folder with entries; if not, such a folder is an error
     */
    public void clear(TargetFolder folder, ByteString name, boolean recursively) throws PosixException {
        if (folder.state() == TargetFolder.State.FRESH) {
            return;
        }
        try (Access access = enter(folder)) {
            Optional<FileStatus> status = status(access.directory(), name);
            if (status.isEmpty()) {
                return;
            }
            if (!status.get().isDirectory()) {
                access.directory().remove(name);
            } else if (recursively) {
                removeFolder(folder, name, (path, type) -> {});
            } else {
                access.directory().removeDirectory(name);
            }
        }
    }

    /** Makes a link, device or fifo where nothing is, with its metadata. */
    public void make(TargetFolder folder, ByteString name, Special special, FileAttributes attributes)
            throws PosixException {
        try (Access access = enter(folder)) {
            if (special.type() == NodeType.SYMLINK) {
                access.directory().symbolicLink(special.target(), name);
            } else {
                access.directory().makeNode(name, special.mode(), special.device());
            }
            metadata.apply(access.directory(), name, attributes);
        }
    }

    /** An entry that is no file and no folder: what {@code mknod} and {@code symlink} need to know. */
    public record Special(NodeType type, ByteString target, long device) {
        int mode() {
            return NEW_FILE
                    | switch (type) {
                        case FIFO -> 0010000;
                        case CHARACTER_DEVICE -> 0020000;
                        case BLOCK_DEVICE -> 0060000;
                        case SOCKET -> 0140000;
                        case FILE, DIRECTORY, SYMLINK, IRREGULAR ->
                            throw new IllegalArgumentException(type + " is made in another way");
                    };
        }
    }

    /** Sets the metadata of an entry that is there, without opening it. */
    public void setMetadata(TargetFolder folder, ByteString name, FileAttributes attributes) throws PosixException {
        try (Access access = enter(folder)) {
            metadata.apply(access.directory(), name, attributes);
        }
    }

    /** Gives an entry one more name, where nothing is. */
    public void link(TargetFolder from, ByteString existing, TargetFolder to, ByteString name) throws PosixException {
        try (Access source = enter(from);
                Access target = enter(to)) {
            source.directory().hardLink(existing, target.directory(), name);
        }
    }

    /** Opens a new, empty file that only its owner may read; there must be nothing by that name. */
    public PosixFile create(TargetFolder folder, ByteString name) throws PosixException {
        try (Access access = enter(folder)) {
            return access.directory().createFile(name, NEW_FILE);
        }
    }

    /** Opens an existing file for reading. */
    public PosixFile openForReading(TargetFolder folder, ByteString name) throws PosixException {
        try (Access access = enter(folder)) {
            return access.directory().openFile(name);
        }
    }

    /** Opens an existing file for reading and writing, after permitting that to its owner if needed. */
    public PosixFile openForUpdate(TargetFolder folder, ByteString name) throws PosixException {
        try (Access access = enter(folder)) {
            try {
                return access.directory().openForUpdate(name);
            } catch (PosixException e) {
                if (!e.isDenied() || metadata.isRoot()) {
                    throw e;
                }
                int permissions = access.directory().status(name).permissions();
                access.directory().setPermissions(name, permissions | NEW_FILE);
                return access.directory().openForUpdate(name);
            }
        }
    }

    /** The entries of a folder that is there. */
    public List<DirectoryEntry> entries(TargetFolder folder) throws PosixException {
        try (Access access = enter(folder)) {
            return access.directory().entries();
        }
    }

    /** Is told each entry's path just before it is removed. */
    public interface RemovalListener {
        void removing(String path, NodeType type);
    }

    /** Removes an entry, and everything in it if it is a folder; in a dry run only tells. */
    public void removeAll(TargetFolder folder, ByteString name, RemovalListener listener) throws PosixException {
        Optional<FileStatus> status = status(folder, name);
        if (status.isPresent() && status.get().isDirectory()) {
            removeFolder(folder, name, listener);
        } else if (status.isPresent()) {
            removeEntry(folder, name, status.get().type(), listener);
        }
    }

    private void removeEntry(TargetFolder folder, ByteString name, NodeType type, RemovalListener listener)
            throws PosixException {
        listener.removing(folder.pathOf(name), type);
        if (!dryRun) {
            try (Access access = enter(folder)) {
                access.directory().remove(name);
            }
        }
    }

    /** A loop: folders may be very deep. */
    private void removeFolder(TargetFolder parent, ByteString name, RemovalListener listener) throws PosixException {
        ArrayDeque<TargetFolder> pending = new ArrayDeque<>();
        List<TargetFolder> emptied = new ArrayList<>();
        pending.addLast(found(parent, name));
        while (!pending.isEmpty()) {
            TargetFolder folder = pending.removeLast();
            emptied.add(folder);
            for (DirectoryEntry entry : entries(folder)) {
                NodeType type = typeOf(folder, entry);
                if (type == NodeType.DIRECTORY) {
                    pending.addLast(found(folder, entry.name()));
                } else {
                    removeEntry(folder, entry.name(), type, listener);
                }
            }
        }
        for (TargetFolder folder : emptied.reversed()) {
            removeEmpty(folder, listener);
        }
    }

    private NodeType typeOf(TargetFolder folder, DirectoryEntry entry) throws PosixException {
        NodeType type = entry.type();
        return type != null
                ? type
                : status(folder, entry.name()).map(FileStatus::type).orElse(NodeType.IRREGULAR);
    }

    private TargetFolder found(TargetFolder parent, ByteString name) throws PosixException {
        TargetFolder folder = parent.child(name);
        folder.become(TargetFolder.State.FOUND);
        if (!dryRun && !metadata.isRoot()) {
            try (Access access = enter(parent)) {
                allowEntering(access.directory(), name, access.directory().status(name));
            }
        }
        return folder;
    }

    private void removeEmpty(TargetFolder folder, RemovalListener listener) throws PosixException {
        TargetFolder parent = folder.parent();
        if (parent == null) {
            throw new IllegalArgumentException("the target itself is never removed");
        }
        listener.removing(folder.path(), NodeType.DIRECTORY);
        folders().forget(folder);
        if (!dryRun) {
            try (Access access = enter(parent)) {
                access.directory().removeDirectory(folder.name());
            }
        }
    }

    @Override
    public void close() {
        if (folders == null) {
            return;
        }
        try {
            folders.close();
        } catch (PosixException e) {
            // Nothing is written through a folder's descriptor, so nothing is lost.
            return;
        }
    }
}
