package dev.holdfast.engine.files;

import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.posix.Accounts;
import dev.holdfast.engine.posix.FileStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.List;

/** Puts an entry's metadata together as restic keeps it. */
final class MetadataReader {
    /** Seconds from 1970 up to which Java's calendar goes; some file systems' times go further. */
    private static final long FARTHEST = 30_000_000_000_000_000L;

    private final Accounts accounts = new Accounts();
    private final ZoneRules zone;
    private final boolean fixedZone;
    private final int fixedOffset;
    private final boolean withAccessTime;

    MetadataReader(ZoneId zone, boolean withAccessTime) {
        this.zone = zone.getRules();
        this.fixedZone = this.zone.isFixedOffset();
        this.fixedOffset = fixedZone ? this.zone.getOffset(Instant.EPOCH).getTotalSeconds() : 0;
        this.withAccessTime = withAccessTime;
    }

    Metadata of(FileStatus status, List<ExtendedAttribute> attributes) {
        Timestamp modified = time(status.modifiedSeconds(), status.modifiedNanos());
        return new Metadata(
                FileMode.fromPosix(status.mode()),
                modified,
                withAccessTime ? time(status.accessedSeconds(), status.accessedNanos()) : modified,
                time(status.changedSeconds(), status.changedNanos()),
                status.uid(),
                status.gid(),
                accounts.userName(status.uid()),
                accounts.groupName(status.gid()),
                status.inode(),
                status.device(),
                hasLinks(status.type()) ? status.links() : 0,
                attributes,
                "");
    }

    /** The format counts links of these only. */
    private static boolean hasLinks(NodeType type) {
        return switch (type) {
            case FILE, SYMLINK, BLOCK_DEVICE, CHARACTER_DEVICE -> true;
            case DIRECTORY, FIFO, SOCKET, IRREGULAR -> false;
        };
    }

    private Timestamp time(long seconds, int nanos) {
        int offset = fixedZone
                ? fixedOffset
                : zone.getOffset(Instant.ofEpochSecond(Math.clamp(seconds, -FARTHEST, FARTHEST)))
                        .getTotalSeconds();
        return new Timestamp(seconds, nanos, offset);
    }
}
