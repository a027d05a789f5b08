package dev.holdfast.engine.files;

import dev.holdfast.engine.filter.AttributeSelection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.posix.FileStatus;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.posix.PosixNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Sets owner, extended attributes, permissions and times of entries, in this order: a change of owner takes setuid and file
 * capabilities away, an access list changes permissions, and all of these may need permissions that the entry is not to keep.
 *
 * <p>What this user or this file system can't have at all is not an error but counted: an owner where the user is not root, an
 * attribute where the file system has none. For any number of threads.
 */
public final class MetadataWriter {
    /** Set by the system's own rules, so left alone where the snapshot does not tell it. */
    private static final ByteString SELINUX = ByteString.of("security.selinux");

    /** Without this, the attributes of an own file can't be set by a user who is not root. */
    private static final int OWNER_MAY_CHANGE = 0600;

    private final AttributeSelection selection;
    private final boolean root = Posix.userId() == 0;
    private final LongAdder ownersNotSet = new LongAdder();
    private final LongAdder attributesNotSet = new LongAdder();

    /** @param selection the extended attributes that are set and removed */
    MetadataWriter(AttributeSelection selection) {
        this.selection = selection;
    }

    /** Entries that have another owner than they should, since only root may give files away, and only to users there are. */
    public long ownersNotSet() {
        return ownersNotSet.sum();
    }

    /** Attributes that the file system can't keep. */
    public long attributesNotSet() {
        return attributesNotSet.sum();
    }

    /** Whether this process runs as root. */
    boolean isRoot() {
        return root;
    }

    /** Sets everything on an open file or directory, all that can be set even if something fails. */
    public void apply(PosixNode node, FileStatus now, FileAttributes wanted) throws PosixException {
        apply(new OpenEntry(node), now, wanted);
    }

    /** Sets everything on an entry that can't be opened: a link, a fifo, a device. */
    public void apply(PosixDirectory directory, ByteString name, FileAttributes wanted) throws PosixException {
        apply(new NamedEntry(directory, name), directory.status(name), wanted);
    }

    private void apply(Handle entry, FileStatus now, FileAttributes wanted) throws PosixException {
        Failures failures = new Failures();
        failures.attempt(() -> setOwner(entry, now, wanted));
        setAttributes(entry, now, wanted.extended(), failures);
        if (!now.isSymbolicLink()) {
            failures.attempt(() -> entry.setPermissions(wanted.permissions()));
        }
        failures.attempt(() -> entry.setTimes(wanted.accessed(), wanted.modified()));
        failures.throwFirst();
    }

    private void setOwner(Handle entry, FileStatus now, FileAttributes wanted) throws PosixException {
        long uid = wanted.uid() == FileAttributes.NO_ACCOUNT ? now.uid() : Integer.toUnsignedLong(wanted.uid());
        long gid = wanted.gid() == FileAttributes.NO_ACCOUNT ? now.gid() : Integer.toUnsignedLong(wanted.gid());
        if (uid == now.uid() && gid == now.gid()) {
            return;
        }
        try {
            entry.setOwner(uid, gid);
        } catch (PosixException e) {
            // EINVAL: in a user name space, most numbers belong to nobody and can't be given.
            boolean impossible = e.name().equals("EINVAL") || (e.isDenied() && !root);
            if (!impossible) {
                throw e;
            }
            ownersNotSet.increment();
        }
    }

    private void setAttributes(Handle entry, FileStatus now, List<ExtendedAttribute> all, Failures failures) {
        List<ExtendedAttribute> wanted = wanted(all);
        List<ExtendedAttribute> present = new ArrayList<>();
        failures.attempt(() -> present.addAll(entry.attributes()));
        present.removeIf(attribute -> !selection.takes(attribute.name()));
        List<ExtendedAttribute> missing = new ArrayList<>(wanted);
        missing.removeAll(present);
        if (missing.isEmpty() && present.size() == wanted.size()) {
            return;
        }
        if (!root && !now.isSymbolicLink() && (now.permissions() & OWNER_MAY_CHANGE) != OWNER_MAY_CHANGE) {
            failures.attempt(() -> entry.setPermissions(now.permissions() | OWNER_MAY_CHANGE));
        }
        removeOthers(entry, present, wanted, failures);
        for (ExtendedAttribute attribute : missing) {
            failures.attempt(() -> set(entry, attribute));
        }
    }

    /** Those that are selected; of several that have the same name the last, as in restic. */
    private List<ExtendedAttribute> wanted(List<ExtendedAttribute> all) {
        Map<ByteString, ExtendedAttribute> wanted = new LinkedHashMap<>();
        for (ExtendedAttribute attribute : all) {
            if (selection.takes(attribute.name())) {
                wanted.put(attribute.name(), attribute);
            }
        }
        return List.copyOf(wanted.values());
    }

    private void set(Handle entry, ExtendedAttribute attribute) throws PosixException {
        try {
            entry.set(attribute);
        } catch (PosixException e) {
            if (!e.isUnsupported()) {
                throw e;
            }
            attributesNotSet.increment();
        }
    }

    /** A folder's default access list gives new entries attributes that the snapshot does not know. */
    private static void removeOthers(
            Handle entry, List<ExtendedAttribute> present, List<ExtendedAttribute> wanted, Failures failures) {
        Set<ByteString> keep = new HashSet<>();
        keep.add(SELINUX);
        wanted.forEach(attribute -> keep.add(attribute.name()));
        for (ExtendedAttribute attribute : present) {
            if (!keep.contains(attribute.name())) {
                failures.attempt(() -> entry.remove(attribute.name()));
            }
        }
    }

    private interface Step {
        void run() throws PosixException;
    }

    /** Keeps the first failure while the other steps are taken. */
    private static final class Failures {
        private @Nullable PosixException first;

        void attempt(Step step) {
            try {
                step.run();
            } catch (PosixException e) {
                first = first == null ? e : first;
            }
        }

        void throwFirst() throws PosixException {
            if (first != null) {
                throw first;
            }
        }
    }

    private sealed interface Handle {
        void setOwner(long uid, long gid) throws PosixException;

        void setPermissions(int permissions) throws PosixException;

        void setTimes(Timestamp accessed, Timestamp modified) throws PosixException;

        List<ExtendedAttribute> attributes() throws PosixException;

        void set(ExtendedAttribute attribute) throws PosixException;

        void remove(ByteString attribute) throws PosixException;
    }

    private record OpenEntry(PosixNode node) implements Handle {
        @Override
        public void setOwner(long uid, long gid) throws PosixException {
            node.setOwner(uid, gid);
        }

        @Override
        public void setPermissions(int permissions) throws PosixException {
            node.setPermissions(permissions);
        }

        @Override
        public void setTimes(Timestamp accessed, Timestamp modified) throws PosixException {
            node.setTimes(accessed, modified);
        }

        @Override
        public List<ExtendedAttribute> attributes() throws PosixException {
            return node.extendedAttributes();
        }

        @Override
        public void set(ExtendedAttribute attribute) throws PosixException {
            node.setExtendedAttribute(attribute);
        }

        @Override
        public void remove(ByteString attribute) throws PosixException {
            node.removeExtendedAttribute(attribute);
        }
    }

    private record NamedEntry(PosixDirectory directory, ByteString name) implements Handle {
        @Override
        public void setOwner(long uid, long gid) throws PosixException {
            directory.setOwner(name, uid, gid);
        }

        @Override
        public void setPermissions(int permissions) throws PosixException {
            directory.setPermissions(name, permissions);
        }

        @Override
        public void setTimes(Timestamp accessed, Timestamp modified) throws PosixException {
            directory.setTimes(name, accessed, modified);
        }

        @Override
        public List<ExtendedAttribute> attributes() throws PosixException {
            return directory.extendedAttributes(name);
        }

        @Override
        public void set(ExtendedAttribute attribute) throws PosixException {
            directory.setExtendedAttribute(name, attribute);
        }

        @Override
        public void remove(ByteString attribute) throws PosixException {
            directory.removeExtendedAttribute(name, attribute);
        }
    }
}
