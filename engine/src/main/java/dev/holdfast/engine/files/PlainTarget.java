package dev.holdfast.engine.files;

import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.filter.AttributeSelection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.posix.PosixException;
import java.io.File;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder of this machine that a restore writes into with plain Java, for systems other than Linux.
 *
 * <p>Before every change, all folders from the target down to the entry are looked at: if one is a link, nothing is done. A
 * program that swaps folders for links at the same moment could still slip through, which {@link LocalTarget} prevents. For one
 * thread.
 */
public final class PlainTarget {
    private final Path root;
    private final boolean unix;
    private final PlainMetadataWriter metadata;
    private final PlainStatusReader reader = new PlainStatusReader(ZoneOffset.UTC, true);

    private PlainTarget(Path root, AttributeSelection attributes) {
        this.root = root;
        this.unix = PlainStatusReader.isUnix(root.getFileSystem());
        this.metadata = new PlainMetadataWriter(unix, attributes);
    }

    /**
     * The folder, made with those above it where they are missing. Links on the way are the user's own and followed.
     *
     * @param path absolute, as this system writes it
     * @param dryRun whether nothing is to be made
     * @param attributes the extended attributes that count as not set
     * @throws DestinationFailure if it is no folder or can't be made
     */
    public static PlainTarget open(ByteString path, boolean dryRun, AttributeSelection attributes) {
        try {
            Path folder = Path.of(path.toString());
            if (!ByteString.of(path.toString()).equals(path)) {
                throw new DestinationFailure(path.toString(), "its name is not text", null);
            }
            if (!dryRun && !Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            return new PlainTarget(Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath(), attributes);
        } catch (IOException | InvalidPathException e) {
            String reason = e instanceof IOException failure ? reason(failure) : "its name can't be used here";
            throw new DestinationFailure(path.toString(), reason, e);
        }
    }

    /** The system's words for what went wrong. */
    public static String reason(IOException e) {
        return switch (e) {
            case FileAlreadyExistsException _ -> "something else has its name";
            case DirectoryNotEmptyException _ -> "a folder that is not empty has its name";
            case NoSuchFileException _ -> "it does not exist";
            case PosixException missing when missing.isMissing() -> "it does not exist";
            default -> SystemError.reason(e);
        };
    }

    /** The folder itself. */
    public Path root() {
        return root;
    }

    /** Sets metadata, and knows what could not be set. */
    public PlainMetadataWriter metadata() {
        return metadata;
    }

    /**
     * An entry of a folder, by a name from a snapshot.
     *
     * @throws IOException if this system has no such names
     */
    public Path child(Path folder, ByteString name) throws IOException {
        return PlainPaths.child(folder, name, File.separatorChar == '\\');
    }

    /** What is there by that path, empty if nothing is. */
    public Optional<PlainStatus> status(Path entry) throws IOException {
        try {
            requireFolders(entry);
            return Optional.of(reader.read(entry));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Fails unless everything between the target and the entry is a folder, and no link to one. */
    public void requireFolders(Path entry) throws IOException {
        Path at = root;
        for (Path name : root.relativize(entry)) {
            if (!at.equals(root) && !reader.read(at).isDirectory()) {
                throw new IOException(at + " is no folder, or a link to one");
            }
            at = at.resolve(name);
        }
    }

    /**
     * Makes the folder and those above it, where they are missing.
     *
     * @param replace whether something else that has the name of one of them is removed
     */
    public void makeFolder(Path folder, boolean replace) throws IOException {
        Path at = root;
        for (Path name : root.relativize(folder)) {
            at = name.toString().isEmpty() ? at : at.resolve(name);
            Optional<PlainStatus> present = at.equals(root) ? Optional.empty() : status(at);
            boolean other = present.isPresent() && !present.get().isDirectory();
            if (other && !replace) {
                throw new FileAlreadyExistsException(at.toString());
            }
            if (other) {
                delete(at);
            }
            if (!at.equals(root) && (other || present.isEmpty())) {
                Files.createDirectory(at, onlyForOwner("rwx------"));
            }
        }
    }

    private FileAttribute<?>[] onlyForOwner(String permissions) {
        return unix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Opens a new, empty file; there must be nothing by that name. */
    public SeekableByteChannel create(Path file) throws IOException {
        requireFolders(file);
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        return Files.newByteChannel(file, options, onlyForOwner("rw-------"));
    }

    /** Opens an existing file for reading. */
    public SeekableByteChannel read(Path file) throws IOException {
        requireFolders(file);
        if (reader.read(file).type() != NodeType.FILE) {
            throw new IOException("it is no file");
        }
        return Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** Makes a symbolic link where nothing is. */
    public void link(Path link, ByteString target) throws IOException {
        requireFolders(link);
        try {
            if (!ByteString.of(target.toString()).equals(target)) {
                throw new IOException("what it leads to is not text");
            }
            Files.createSymbolicLink(link, link.getFileSystem().getPath(target.toString()));
        } catch (InvalidPathException | UnsupportedOperationException e) {
            throw new IOException("this system can't have a link that leads to " + target, e);
        }
    }

    /** The entries of a folder. */
    public List<Path> entries(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        requireFolders(folder.resolve("entry"));
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    /** Is told each entry just before it is removed. */
    public interface RemovalListener {
        void removing(Path entry, NodeType type);
    }

    /** Removes an entry, and everything in it if it is a folder; links are removed and not followed. */
    public void removeAll(Path entry, boolean dryRun, RemovalListener listener) throws IOException {
        ArrayDeque<Path> pending = new ArrayDeque<>();
        List<Path> folders = new ArrayList<>();
        pending.add(entry);
        while (!pending.isEmpty()) {
            Path next = pending.removeLast();
            NodeType type = status(next).map(PlainStatus::type).orElse(NodeType.IRREGULAR);
            if (type == NodeType.DIRECTORY) {
                folders.add(next);
                pending.addAll(entries(next));
            } else {
                listener.removing(next, type);
                delete(next, dryRun);
            }
        }
        for (Path folder : folders.reversed()) {
            listener.removing(folder, NodeType.DIRECTORY);
            delete(folder, dryRun);
        }
    }

    private void delete(Path entry, boolean dryRun) throws IOException {
        if (!dryRun) {
            delete(entry);
        }
    }

    /** Removes a file, a link or an empty folder. */
    public void delete(Path entry) throws IOException {
        requireFolders(entry);
        metadata.allowDeleting(entry);
        Files.delete(entry);
    }
}
