package dev.holdfast.engine.backend;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.RepositoryMissing;
import dev.holdfast.engine.model.EngineException.StorageFull;
import dev.holdfast.engine.model.ObjectId;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a repository in a folder of this machine, in restic's default layout.
 *
 * <p>A file is written under a temporary name beside its place ({@code <name>-tmp-<random>}), synchronised, renamed,
 * and its folder synchronised. A process or machine that dies leaves the file whole or not at all, at worst with a
 * temporary file that nobody reads, see {@link #leftovers}. Missing folders below the root are made when needed, but only where {@code config}
 * exists: the empty mount point of a disk that is not there is never written to.
 */
public final class LocalBackend implements Backend {
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final int SHARDS = 256;

    /** What the kernel of this machine alone writes to, so that no other machine's cache can be behind. */
    private static final Set<String> LOCAL_FILE_SYSTEMS =
            Set.of("bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs", "zfs");

    private final Path root;
    private final LocalModes modes;
    private final RandomGenerator temporaryNames;

    /** Asked of the system once, when there is a folder to ask about. */
    private volatile @Nullable Capabilities capabilities;

    private LocalBackend(Path root, LocalModes modes, RandomGenerator temporaryNames) {
        this.root = root;
        this.modes = modes;
        this.temporaryNames = temporaryNames;
    }

    /** The repository in the folder {@code root}, which need not exist yet. */
    public static LocalBackend at(Path root) {
        return new LocalBackend(root, LocalModes.of(root), new SecureRandom());
    }

    /** The path as it was given. */
    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public Capabilities capabilities() {
        Capabilities known = capabilities;
        if (known == null) {
            known = new Capabilities(2, true, true, isOnThisMachine());
            capabilities = Files.exists(root) ? known : null;
        }
        return known;
    }

    private boolean isOnThisMachine() {
        try {
            return LOCAL_FILE_SYSTEMS.contains(Files.getFileStore(root).type());
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void create() {
        try {
            makeRoot(root.toAbsolutePath());
            boolean made = false;
            for (FileType type : FileType.values()) {
                made |= type != FileType.CONFIG && modes.makeFolder(folder(type));
            }
            for (int shard = 0; shard < SHARDS; shard++) {
                made |= modes.makeFolder(shard(shard));
            }
            if (made) {
                LocalFiles.synchronise(folder(FileType.PACK), modes);
                LocalFiles.synchronise(root, modes);
            }
        } catch (IOException e) {
            throw failure("can't make the folders of a repository", root, e);
        }
    }

    @Override
    public void save(FileRef file, byte[] content, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, content.length);
        Path path = path(file);
        Path folder = folder(file);
        Path temporary = folder.resolve(TemporaryFiles.name(file, temporaryNames));
        try {
            try {
                LocalFiles.write(temporary, modes, content, offset, length);
            } catch (NoSuchFileException _) {
                makeMissing(folder);
                LocalFiles.write(temporary, modes, content, offset, length);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            modes.finish(path);
            LocalFiles.synchronise(folder, modes);
        } catch (IOException e) {
            throw failure("can't write", path, e);
        } finally {
            // Nothing to do after the rename. A temporary file that can't be deleted harms nobody, and its cause is
            // being told.
            LocalFiles.discard(temporary);
        }
    }

    @Override
    public byte[] load(FileRef file, Range range) {
        Path path = path(file);
        try (FileChannel channel = LocalFiles.openForReading(path)) {
            long size = channel.size();
            long length = range.length() == Range.REST ? Math.max(0, size - range.offset()) : range.length();
            checkRange(file, size, range.offset(), length);
            if (length > LONGEST_ARRAY) {
                throw new DamagedFile(file.toString(), "it has " + size + " bytes, more than any such file can have");
            }
            byte[] bytes = new byte[(int) length];
            readExactly(channel, file, range.offset(), bytes, 0, bytes.length);
            return bytes;
        } catch (NoSuchFileException _) {
            throw new FileMissing(location(), file.toString());
        } catch (IOException e) {
            throw failure("can't read", path, e);
        }
    }

    @Override
    public void load(FileRef file, long fileOffset, byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        Path path = path(file);
        try (FileChannel channel = LocalFiles.openForReading(path)) {
            checkRange(file, channel.size(), fileOffset, length);
            readExactly(channel, file, fileOffset, target, offset, length);
        } catch (NoSuchFileException _) {
            throw new FileMissing(location(), file.toString());
        } catch (IOException e) {
            throw failure("can't read", path, e);
        }
    }

    @Override
    public Optional<FileInfo> stat(FileRef file) {
        Path path = path(file);
        try {
            return Optional.of(new FileInfo(file, LocalFiles.size(path)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("can't look at", path, e);
        }
    }

    /**
     * Tells the files in their own place: a pack in the folder of other digits could not be loaded and is passed over.
     */
    @Override
    public void list(FileType type, Consumer<FileInfo> each) {
        if (Files.notExists(root)) {
            throw new RepositoryMissing(location());
        }
        switch (type) {
            case CONFIG -> stat(FileRef.CONFIG).ifPresent(each);
            case KEY, LOCK, SNAPSHOT, INDEX -> listFolder(type, folder(type), "", each);
            case PACK -> {
                for (int shard = 0; shard < SHARDS; shard++) {
                    Path folder = shard(shard);
                    listFolder(type, folder, String.valueOf(folder.getFileName()), each);
                }
            }
        }
    }

    @Override
    public void delete(FileRef file) {
        Path path = path(file);
        try {
            try {
                Files.deleteIfExists(path);
            } catch (AccessDeniedException _) {
                // Network shares and other systems don't delete what is marked as not to be written.
                modes.unfinish(path);
                Files.deleteIfExists(path);
            }
            if (file.type().isDeletionDurable()) {
                // Even if the file was gone already: a first try may have got no further than this.
                LocalFiles.synchroniseIfThere(folder(file), modes);
            }
        } catch (IOException e) {
            throw failure("can't delete", path, e);
        }
    }

    @Override
    public Leftovers leftovers(Instant limit) {
        return leftovers(limit, false);
    }

    @Override
    public Leftovers removeLeftovers(Instant limit) {
        return leftovers(limit, true);
    }

    private Leftovers leftovers(Instant limit, boolean delete) {
        List<Path> folders = new ArrayList<>();
        for (FileType type : FileType.values()) {
            folders.add(type == FileType.CONFIG ? root : folder(type));
        }
        for (int shard = 0; shard < SHARDS; shard++) {
            folders.add(shard(shard));
        }
        Leftovers found = Leftovers.NONE;
        for (Path folder : folders) {
            try {
                found = found.and(TemporaryFiles.in(folder, limit, delete));
            } catch (IOException e) {
                throw failure("can't look for temporary files in", folder, e);
            }
        }
        return found;
    }

    @Override
    public void close() {
        // Nothing is held open between calls.
    }

    private void listFolder(FileType type, Path folder, String prefix, Consumer<FileInfo> each) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (ObjectId.isName(name) && name.startsWith(prefix)) {
                    regularFile(entry)
                            .ifPresent(attributes ->
                                    each.accept(new FileInfo(new FileRef(type, name), attributes.size())));
                }
            }
        } catch (NoSuchFileException _) {
            // A folder is missing until its first file is saved.
        } catch (DirectoryIteratorException e) {
            throw failure("can't list", folder, e.getCause());
        } catch (IOException e) {
            throw failure("can't list", folder, e);
        }
    }

    private static Optional<BasicFileAttributes> regularFile(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class))
                    .filter(BasicFileAttributes::isRegularFile);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private static void readExactly(
            FileChannel channel, FileRef file, long position, byte[] target, int offset, int length)
            throws IOException {
        int count = LocalFiles.read(channel, position, target, offset, length);
        if (count < length) {
            throw tooShort(file, position + count, position, length);
        }
    }

    private static void checkRange(FileRef file, long size, long offset, long length) {
        if (offset > size || length > size - offset) {
            throw tooShort(file, size, offset, length);
        }
    }

    private static DamagedFile tooShort(FileRef file, long size, long offset, long length) {
        return new DamagedFile(
                file.toString(), "it has " + size + " bytes, too few for " + length + " bytes from " + offset);
    }

    private void makeRoot(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            makeRoot(parent);
        }
        modes.makeFolder(folder);
        if (parent != null && Files.isReadable(parent)) {
            // A folder that we may write to but not read can't be opened, so not be synchronised either.
            LocalFiles.synchronise(parent, modes);
        }
    }

    private void makeMissing(Path folder) throws IOException {
        if (folder.equals(root) || Files.notExists(path(FileRef.CONFIG))) {
            throw new RepositoryMissing(location());
        }
        Path parent = Objects.requireNonNull(folder.getParent());
        if (!parent.equals(root) && modes.makeFolder(parent)) {
            LocalFiles.synchronise(root, modes);
        }
        if (modes.makeFolder(folder)) {
            LocalFiles.synchronise(parent, modes);
        }
    }

    private Path path(FileRef file) {
        return root.resolve(Layout.SHARDED.path(file));
    }

    private Path folder(FileRef file) {
        return file.type() == FileType.CONFIG ? root : root.resolve(Layout.SHARDED.folder(file));
    }

    private Path folder(FileType type) {
        return root.resolve(type.word());
    }

    private Path shard(int number) {
        return folder(FileType.PACK).resolve(HexFormat.of().toHexDigits((byte) number));
    }

    private EngineException failure(String what, Path path, IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return new Interrupted();
        }
        if (SystemError.isFull(e)) {
            return new StorageFull(location(), e);
        }
        String message = what + " " + path + ": " + SystemError.reason(e);
        return new BackendFailure(location(), message, SystemError.isPermanent(e), e);
    }
}
