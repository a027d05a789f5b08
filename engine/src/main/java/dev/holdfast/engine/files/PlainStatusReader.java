package dev.holdfast.engine.files;

import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.Timestamp;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads an entry's metadata with plain Java: all that Java's {@code unix} view has, or, without it, the little that is left. */
final class PlainStatusReader {
    private static final String UNIX_ATTRIBUTES =
            "unix:mode,ino,dev,rdev,nlink,uid,gid,ctime,size,lastModifiedTime,lastAccessTime";

    private final ZoneId zone;
    private final boolean withAccessTime;
    private final Map<Long, String> users = new ConcurrentHashMap<>();
    private final Map<Long, String> groups = new ConcurrentHashMap<>();

    PlainStatusReader(ZoneId zone, boolean withAccessTime) {
        this.zone = zone;
        this.withAccessTime = withAccessTime;
    }

    /** Whether files of this file system have the attributes that Unix knows. */
    static boolean isUnix(FileSystem fileSystem) {
        return fileSystem.supportedFileAttributeViews().contains("unix");
    }

    PlainStatus read(Path path) throws IOException {
        return isUnix(path.getFileSystem()) ? unix(path) : basic(path);
    }

    private PlainStatus unix(Path path) throws IOException {
        Map<String, Object> all = Files.readAttributes(path, UNIX_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        long mode = FileMode.fromPosix((int) number(all, "mode"));
        NodeType type = FileMode.type(mode);
        Timestamp modified = time(all, "lastModifiedTime");
        long uid = number(all, "uid") & 0xffff_ffffL;
        long gid = number(all, "gid") & 0xffff_ffffL;
        boolean hasLinks = type != NodeType.DIRECTORY && type != NodeType.FIFO;
        Metadata metadata = new Metadata(
                mode,
                modified,
                withAccessTime ? time(all, "lastAccessTime") : modified,
                time(all, "ctime"),
                uid,
                gid,
                name(users, uid, path, "unix:owner"),
                name(groups, gid, path, "unix:group"),
                number(all, "ino"),
                number(all, "dev"),
                hasLinks ? number(all, "nlink") : 0,
                List.of(),
                "");
        return new PlainStatus(type, number(all, "size"), number(all, "rdev"), metadata);
    }

    private static long number(Map<String, Object> all, String name) throws IOException {
        if (all.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IOException("the file system does not tell its " + name);
    }

    private Timestamp time(Map<String, Object> all, String name) throws IOException {
        if (all.get(name) instanceof FileTime time) {
            return time(time);
        }
        throw new IOException("the file system does not tell its " + name);
    }

    private Timestamp time(FileTime time) {
        Instant instant = time.toInstant();
        return Timestamp.of(instant, zone.getRules().getOffset(instant));
    }

    /** Java gives the number for an account without a name. */
    private static String name(Map<Long, String> known, long number, Path path, String attribute) throws IOException {
        String name = known.get(number);
        if (name == null) {
            Object owner = Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS);
            name = owner instanceof UserPrincipal principal ? principal.getName() : "";
            name = name.equals(Long.toString(number)) ? "" : name;
            known.put(number, name);
        }
        return name;
    }

    /** As restic does on Windows: no owner, and of the permissions only whether it may be written. */
    private PlainStatus basic(Path path) throws IOException {
        BasicFileAttributes all = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        NodeType type = type(all);
        Timestamp modified = time(all.lastModifiedTime());
        long mode = switch (type) {
            case DIRECTORY -> FileMode.DIRECTORY | 0777;
            case SYMLINK -> FileMode.SYMLINK | 0777;
            default -> Files.isWritable(path) ? 0666 : 0444;
        };
        Metadata metadata = new Metadata(
                mode,
                modified,
                withAccessTime ? time(all.lastAccessTime()) : modified,
                modified,
                0,
                0,
                "",
                "",
                0,
                0,
                type == NodeType.DIRECTORY ? 0 : 1,
                List.of(),
                "");
        return new PlainStatus(type, all.size(), 0, metadata);
    }

    /** A junction calls itself a directory too, but leads elsewhere. */
    private static NodeType type(BasicFileAttributes all) {
        if (all.isSymbolicLink()) {
            return NodeType.SYMLINK;
        }
        if (all.isOther()) {
            return NodeType.IRREGULAR;
        }
        return all.isDirectory() ? NodeType.DIRECTORY : NodeType.FILE;
    }
}
