package dev.holdfast.engine.files;

import dev.holdfast.engine.filter.AttributeSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets with plain Java what it can of an entry's metadata, never through a link. Counts what it can't. */
public final class PlainMetadataWriter {
    private static final int OWNER_MAY_WRITE = 0200;

    private final boolean unix;
    private final AttributeSelection selection;
    private long ownersNotSet;
    private long attributesNotSet;

    PlainMetadataWriter(boolean unix, AttributeSelection selection) {
        this.selection = selection;
        this.unix = unix;
    }

    /** Entries that have another owner than they should, as far as the system tells. */
    public long ownersNotSet() {
        return ownersNotSet;
    }

    /** Extended attributes, none of which can be set. */
    public long attributesNotSet() {
        return attributesNotSet;
    }

    /**
     * Sets owner, times and permissions, in an order in which none takes away another.
     *
     * @param link whether it is a symbolic link, of which many systems keep nothing
     */
    public void apply(Path entry, FileAttributes wanted, boolean link) throws IOException {
        attributesNotSet += wanted.extended().stream()
                .filter(attribute -> selection.takes(attribute.name()))
                .count();
        if (unix) {
            setOwner(entry, wanted);
        }
        try {
            setTimes(entry, wanted);
        } catch (IOException e) {
            if (!link) {
                throw e;
            }
        }
        if (link) {
            return;
        }
        if (unix) {
            Files.setAttribute(entry, "unix:mode", (int) wanted.permissions(), LinkOption.NOFOLLOW_LINKS);
        } else if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            setReadOnly(entry, (wanted.permissions() & OWNER_MAY_WRITE) == 0);
        }
    }

    private void setOwner(Path entry, FileAttributes wanted) throws IOException {
        Map<String, Object> now = Files.readAttributes(entry, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
        try {
            setOwner(entry, "unix:uid", wanted.uid(), now.get("uid"));
            setOwner(entry, "unix:gid", wanted.gid(), now.get("gid"));
        } catch (IOException e) {
            // Only root may give files away.
            ownersNotSet++;
        }
    }

    private static void setOwner(Path entry, String attribute, int wanted, @Nullable Object now) throws IOException {
        if (wanted != FileAttributes.NO_ACCOUNT && (!(now instanceof Integer number) || number != wanted)) {
            Files.setAttribute(entry, attribute, wanted, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static void setTimes(Path entry, FileAttributes wanted) throws IOException {
        BasicFileAttributeView view =
                Files.getFileAttributeView(entry, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        view.setTimes(
                FileTime.from(wanted.modified().instant()),
                FileTime.from(wanted.accessed().instant()),
                null);
    }

    private static void setReadOnly(Path entry, boolean readOnly) throws IOException {
        DosFileAttributeView view =
                Files.getFileAttributeView(entry, DosFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null) {
            view.setReadOnly(readOnly);
        }
    }

    /** Windows deletes nothing that is read-only. */
    void allowDeleting(Path entry) throws IOException {
        if (!unix && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
            setReadOnly(entry, false);
        }
    }
}
