package dev.holdfast.engine.files;

import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.posix.Accounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of an entry's metadata a restore sets, in the few bytes that can be kept for each of a million files.
 *
 * @param permissions with setuid, setgid and sticky
 * @param uid {@link #NO_ACCOUNT} if the snapshot's number is none
 * @param gid {@link #NO_ACCOUNT} if the snapshot's number is none
 */
public record FileAttributes(
        short permissions,
        int uid,
        int gid,
        int modifiedNanos,
        int accessedNanos,
        long modifiedSeconds,
        long accessedSeconds,
        List<ExtendedAttribute> extended) {
    /** The system's word for "leave as it is", so nobody's number. */
    static final int NO_ACCOUNT = -1;

    private static final long MAX_ACCOUNT = 0xffff_fffeL;

    /**
     * What {@code metadata} asks for.
     *
     * @param accounts finds owners by their names, where this system has these; null to go by the numbers
     */
    public static FileAttributes of(Metadata metadata, @Nullable Accounts accounts) {
        long uid = metadata.uid();
        long gid = metadata.gid();
        if (accounts != null) {
            uid = metadata.user().isEmpty()
                    ? uid
                    : accounts.userId(metadata.user()).orElse(uid);
            gid = metadata.group().isEmpty()
                    ? gid
                    : accounts.groupId(metadata.group()).orElse(gid);
        }
        return new FileAttributes(
                (short) FileMode.toPosixPermissions(metadata.mode()),
                account(uid),
                account(gid),
                metadata.modified().nanos(),
                metadata.accessed().nanos(),
                metadata.modified().seconds(),
                metadata.accessed().seconds(),
                metadata.extendedAttributes());
    }

    private static int account(long number) {
        return number < 0 || number > MAX_ACCOUNT ? NO_ACCOUNT : (int) number;
    }

    Timestamp modified() {
        return new Timestamp(modifiedSeconds, modifiedNanos, 0);
    }

    Timestamp accessed() {
        return new Timestamp(accessedSeconds, accessedNanos, 0);
    }
}
