package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Timestamp;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * An open directory, and everything that can be done to its entries by their names.
 *
 * <p>Names are single names of any bytes but NUL and {@code /}; others, and {@code .} and {@code ..}, are refused as
 * {@code EINVAL} before the system is asked. Entries that are symbolic links are never followed, so what happens in
 * here stays in here whoever changes the directory meanwhile.
 */
public final class PosixDirectory extends PosixNode {
    private static final ByteString SLASH = ByteString.of("/");
    private static final ByteString ITSELF = ByteString.of("/.");

    /** The listing's position is the descriptor's own, so one listing at a time. */
    private final ReentrantLock listing = new ReentrantLock();

    private boolean listed;

    private PosixDirectory(ByteString path, int descriptor) {
        super(path, descriptor);
    }

    /**
     * Opens a directory by a path of any length, absolute or relative to the working directory.
     *
     * @param followLast whether the path may end in a symbolic link; links on the way are followed always
     */
    public static PosixDirectory open(ByteString path, boolean followLast) throws PosixException {
        ByteString shortest = PathOpening.withoutTrailingSlashes(path);
        try (Scratch scratch = Scratch.take()) {
            int descriptor = PathOpening.open(scratch, shortest, followLast, false);
            if (descriptor < 0) {
                throw new PosixException("open directory", path, -descriptor);
            }
            return new PosixDirectory(shortest, descriptor);
        }
    }

    /**
     * Opens a directory on the way to something in it, links followed. The user need not have the right to list it, as in
     * a folder of homes that may only be passed through.
     */
    public static PosixDirectory openToPass(ByteString path) throws PosixException {
        ByteString shortest = PathOpening.withoutTrailingSlashes(path);
        try (Scratch scratch = Scratch.take()) {
            int descriptor = PathOpening.open(scratch, shortest, true, true);
            if (descriptor < 0) {
                throw new PosixException("open directory", path, -descriptor);
            }
            return new PosixDirectory(shortest, descriptor);
        }
    }

    /** Opens a directory in this one. */
    public PosixDirectory openDirectory(ByteString name) throws PosixException {
        String operation = "open directory";
        try (Scratch scratch = Scratch.take()) {
            putName(scratch, Scratch.TEXT, name, operation);
            int opened = PathOpening.openReadable(scratch, descriptor(), name, OpenFlag.NO_FOLLOW);
            return new PosixDirectory(pathOf(name), check(operation, name, opened));
        }
    }

    /** The names in the directory in no order, in a list that the caller may sort. */
    public List<ByteString> names() throws PosixException {
        List<ByteString> names = new ArrayList<>();
        forEach(entry -> names.add(entry.name()));
        return names;
    }

    /** The names in the directory in ascending order, each once: what goes and comes meanwhile may be listed twice. */
    public List<ByteString> sortedNames() throws PosixException {
        return sorted(names());
    }

    static List<ByteString> sorted(List<ByteString> names) {
        Collections.sort(names);
        List<ByteString> each = new ArrayList<>(names.size());
        for (ByteString name : names) {
            if (each.isEmpty() || !each.getLast().equals(name)) {
                each.add(name);
            }
        }
        return each;
    }

    /** The entries with their types in no order, in a list that the caller may sort. */
    public List<DirectoryEntry> entries() throws PosixException {
        List<DirectoryEntry> entries = new ArrayList<>();
        forEach(entries::add);
        return entries;
    }

    /** Hands out the entries in no order, while they are read. */
    public void forEach(Consumer<DirectoryEntry> each) throws PosixException {
        listing.lock();
        try {
            if (listed) {
                rewind();
            }
            listed = true;
            check("list", DirectoryListing.read(descriptor(), each));
        } finally {
            listing.unlock();
        }
    }

    private void rewind() throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            check("list", (int) scratch.callLong(LibC.LSEEK, descriptor(), 0, 0, 0));
        }
    }

    /** Status of an entry, of a link itself. Mounts nothing. */
    public FileStatus status(ByteString name) throws PosixException {
        String operation = "read status of";
        try (Scratch scratch = Scratch.take()) {
            long address = putName(scratch, Scratch.TEXT, name, operation);
            check(
                    operation,
                    name,
                    scratch.call(
                            LibC.STATX,
                            descriptor(),
                            address,
                            OpenFlag.AT_NO_FOLLOW | OpenFlag.AT_NO_AUTOMOUNT,
                            FileStatus.BASIC,
                            scratch.at(Scratch.STRUCTURE)));
            return FileStatus.read(scratch);
        }
    }

    /** The target of a symbolic link, byte-exact. */
    public ByteString readLink(ByteString name) throws PosixException {
        String operation = "read link";
        try (Scratch scratch = Scratch.take()) {
            long address = putName(scratch, Scratch.TEXT, name, operation);
            int length = (int) scratch.callLong(
                    LibC.READLINKAT, descriptor(), address, scratch.at(Scratch.LIST), Scratch.LIST_SIZE);
            return scratch.text(Scratch.LIST, check(operation, name, length));
        }
    }

    /**
     * An entry's extended attributes, POSIX ACLs and file capabilities included, in the system's order; none if the
     * file system has no such thing. Without {@code /proc}, an entry that has attributes is refused as {@code
     * ENOSYS}.
     *
     * @throws PosixException also if one of them can't be read
     */
    public List<ExtendedAttribute> extendedAttributes(ByteString name) throws PosixException {
        List<PosixException> failures = new ArrayList<>();
        List<ExtendedAttribute> attributes = extendedAttributes(name, failures::add);
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return attributes;
    }

    /** Like {@link #extendedAttributes(ByteString)}, but leaves out attributes that can't be read and tells of each. */
    public List<ExtendedAttribute> extendedAttributes(ByteString name, Consumer<PosixException> unreadable)
            throws PosixException {
        String operation = "list extended attributes of";
        try (Scratch scratch = Scratch.take()) {
            int length = 0;
            if (AttributeListing.KNOWN) {
                long address = putName(scratch, Scratch.TEXT, name, operation);
                length = check(operation, name, AttributeListing.list(scratch, descriptor(), address));
                if (length == 0) {
                    return List.of();
                }
            }
            long where = putAttributePath(scratch, name, operation);
            if (length == 0) {
                length = checkAttribute(operation, name, AttributeCalls.BY_PATH.list(scratch, where));
            }
            return AttributeCalls.BY_PATH.read(
                    scratch,
                    where,
                    length,
                    error -> unreadable.accept(attributeFailure("read extended attributes of", name, error)));
        }
    }

    /**
     * Its own extended attributes as {@link #extendedAttributes()} tells them, but also if it may only be passed
     * through. Needs {@code /proc} then.
     */
    public List<ExtendedAttribute> attributesOnTheWay() throws PosixException {
        try {
            return extendedAttributes();
        } catch (PosixException e) {
            if (e.number() != Errno.EBADF) {
                throw e;
            }
        }
        List<PosixException> failures = new ArrayList<>();
        try (Scratch scratch = Scratch.take()) {
            String operation = "list extended attributes of";
            check(
                    operation,
                    -scratch.putText(
                            Scratch.TEXT, DescriptorPath.of(descriptor()).concat(ITSELF)));
            long where = scratch.at(Scratch.TEXT);
            int length = check(operation, AttributeCalls.BY_PATH.list(scratch, where));
            List<ExtendedAttribute> attributes = AttributeCalls.BY_PATH.read(
                    scratch, where, length, error -> failures.add(failure("read extended attributes of", error)));
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
            return attributes;
        }
    }

    /** Sets an entry's extended attribute whatever it was before. Needs {@code /proc}. */
    public void setExtendedAttribute(ByteString name, ExtendedAttribute attribute) throws PosixException {
        String operation = "set extended attribute " + PosixException.printable(attribute.name()) + " of";
        try (Scratch scratch = Scratch.take()) {
            long where = putAttributePath(scratch, name, operation);
            checkAttribute(operation, name, AttributeCalls.BY_PATH.set(scratch, where, attribute));
        }
    }

    /** Removes an entry's extended attribute, which must be there. Needs {@code /proc}. */
    public void removeExtendedAttribute(ByteString name, ByteString attribute) throws PosixException {
        String operation = "remove extended attribute " + PosixException.printable(attribute) + " of";
        try (Scratch scratch = Scratch.take()) {
            long where = putAttributePath(scratch, name, operation);
            checkAttribute(operation, name, AttributeCalls.BY_PATH.remove(scratch, where, attribute));
        }
    }

    /**
     * Opens a regular file for reading. Anything else is refused, without waiting for a fifo's or a device's other
     * side.
     */
    public PosixFile openFile(ByteString name) throws PosixException {
        return new FileOpening(this, name).forReading();
    }

    /** Opens a regular file for reading and writing. */
    public PosixFile openForUpdate(ByteString name) throws PosixException {
        return new FileOpening(this, name).forUpdate();
    }

    /**
     * Makes a file that must not be there yet, open for reading and writing. The process's umask takes permissions
     * away.
     */
    public PosixFile createFile(ByteString name, int permissions) throws PosixException {
        return new FileOpening(this, name).create(permissions);
    }

    /** Makes a directory. The process's umask takes permissions away. */
    public void makeDirectory(ByteString name, int permissions) throws PosixException {
        change("make directory", LibC.MKDIRAT, name, permissions & 07777);
    }

    /** Makes a symbolic link with any bytes but NUL as its target. */
    public void symbolicLink(ByteString target, ByteString name) throws PosixException {
        String operation = "make symbolic link";
        try (Scratch scratch = Scratch.take()) {
            long address = putName(scratch, Scratch.TEXT, name, operation);
            check(operation, name, -scratch.putText(Scratch.SECOND_TEXT, target));
            check(
                    operation,
                    name,
                    scratch.call(LibC.SYMLINKAT, scratch.at(Scratch.SECOND_TEXT), descriptor(), address));
        }
    }

    /**
     * Makes a fifo, socket or device node.
     *
     * @param mode type and permissions as in {@code st_mode}; the process's umask takes permissions away
     * @param device its number as in {@code st_rdev}, for devices only
     */
    public void makeNode(ByteString name, int mode, long device) throws PosixException {
        String operation = "make node";
        try (Scratch scratch = Scratch.take()) {
            long address = putName(scratch, Scratch.TEXT, name, operation);
            if (device >>> 32 != 0) {
                throw failure(operation, name, Errno.EINVAL);
            }
            check(operation, name, scratch.call(LibC.SYSCALL, LibC.SYS_MKNODAT, descriptor(), address, mode, device));
        }
    }

    /** Gives an entry, of any type but directory, one more name; a symbolic link itself, too. */
    public void hardLink(ByteString existing, PosixDirectory toDirectory, ByteString newName) throws PosixException {
        String operation = "make hard link";
        try (Scratch scratch = Scratch.take()) {
            long from = putName(scratch, Scratch.TEXT, existing, operation);
            long to = toDirectory.putName(scratch, Scratch.SECOND_TEXT, newName, operation);
            int result = scratch.call(LibC.LINKAT, descriptor(), from, toDirectory.descriptor(), to, 0);
            toDirectory.check(operation, newName, result);
        }
    }

    /** Moves an entry; what has the new name is replaced in one step. */
    public void rename(ByteString name, PosixDirectory toDirectory, ByteString newName) throws PosixException {
        String operation = "rename";
        try (Scratch scratch = Scratch.take()) {
            long from = putName(scratch, Scratch.TEXT, name, operation);
            long to = toDirectory.putName(scratch, Scratch.SECOND_TEXT, newName, operation);
            check(operation, name, scratch.call(LibC.RENAMEAT, descriptor(), from, toDirectory.descriptor(), to));
        }
    }

    /** Removes an entry of any type but directory. */
    public void remove(ByteString name) throws PosixException {
        change("remove", LibC.UNLINKAT, name, 0);
    }

    /** Removes an empty directory. */
    public void removeDirectory(ByteString name) throws PosixException {
        change("remove directory", LibC.UNLINKAT, name, OpenFlag.AT_REMOVE_DIRECTORY);
    }

    /** Sets an entry's owner and group; the system clears setuid, setgid and file capabilities of files then. */
    public void setOwner(ByteString name, long uid, long gid) throws PosixException {
        String operation = "set owner of";
        try (Scratch scratch = Scratch.take()) {
            long address = putName(scratch, Scratch.TEXT, name, operation);
            check(
                    operation,
                    name,
                    scratch.call(
                            LibC.FCHOWNAT,
                            descriptor(),
                            address,
                            accountNumber(uid),
                            accountNumber(gid),
                            OpenFlag.AT_NO_FOLLOW));
        }
    }

    /** Sets an entry's permissions with setuid, setgid and sticky. A symbolic link has none: {@code ENOTSUP}. */
    public void setPermissions(ByteString name, int permissions) throws PosixException {
        String operation = "set permissions of";
        try (Scratch scratch = Scratch.take()) {
            putName(scratch, Scratch.TEXT, name, operation);
            check(operation, name, PermissionChange.apply(scratch, descriptor(), permissions & 07777));
        }
    }

    /** Sets the times of an entry's last read and last change, of a link itself; the offsets do not matter. */
    public void setTimes(ByteString name, Timestamp accessed, Timestamp modified) throws PosixException {
        String operation = "set times of";
        try (Scratch scratch = Scratch.take()) {
            long address = putName(scratch, Scratch.TEXT, name, operation);
            long times = putTimes(scratch, accessed, modified);
            check(operation, name, scratch.call(LibC.UTIMENSAT, descriptor(), address, times, OpenFlag.AT_NO_FOLLOW));
        }
    }

    /** A call with this directory's descriptor, a name and a number. */
    private void change(String operation, MemorySegment function, ByteString name, int number) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            long address = putName(scratch, Scratch.TEXT, name, operation);
            check(operation, name, scratch.call(function, descriptor(), address, number));
        }
    }

    /** Writes a single name as a C string; returns its address. */
    long putName(Scratch scratch, int area, ByteString name, String operation) throws PosixException {
        int error = isSingleName(name) ? scratch.putText(area, name) : Errno.EINVAL;
        if (error != 0) {
            throw failure(operation, name, error);
        }
        return scratch.at(area);
    }

    private static boolean isSingleName(ByteString name) {
        return switch (name.length()) {
            case 0 -> false;
            case 1 -> name.at(0) != '.' && name.at(0) != '/';
            case 2 -> (name.at(0) != '.' || name.at(1) != '.') && !name.contains((byte) '/');
            default -> !name.contains((byte) '/');
        };
    }

    /**
     * No call takes an attribute, a directory's descriptor and a name before Linux 6.13, so the way leads through
     * /proc.
     */
    private long putAttributePath(Scratch scratch, ByteString name, String operation) throws PosixException {
        putName(scratch, Scratch.TEXT, name, operation);
        int error = scratch.putText(
                Scratch.TEXT, DescriptorPath.of(descriptor()).concat(SLASH).concat(name));
        check(operation, name, -error);
        return scratch.at(Scratch.TEXT);
    }

    private int checkAttribute(String operation, ByteString name, int result) throws PosixException {
        if (result < 0) {
            throw attributeFailure(operation, name, -result);
        }
        return result;
    }

    /** Tells a missing /proc from a missing entry. */
    private PosixException attributeFailure(String operation, ByteString name, int number) {
        return number == Errno.ENOENT && !DescriptorPath.isAvailable()
                ? new PosixException(operation, pathOf(name), Errno.ENOSYS, "/proc is not mounted")
                : failure(operation, name, number);
    }

    /** Passes {@code result} on unless it is a negative error number. */
    int check(String operation, ByteString name, int result) throws PosixException {
        if (result < 0) {
            throw failure(operation, name, -result);
        }
        return result;
    }

    private PosixException failure(String operation, ByteString name, int number) {
        return new PosixException(operation, pathOf(name), number);
    }

    /** The path of an entry. */
    ByteString pathOf(ByteString name) {
        int length = path().length();
        boolean slash = length > 0 && path().at(length - 1) == '/';
        return (slash ? path() : path().concat(SLASH)).concat(name);
    }
}
