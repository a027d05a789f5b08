package dev.holdfast.mount;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Node;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The places that the kernel knows by their numbers. Safe for many threads. */
final class Places {
    private final Map<Long, Place> byNumber = new HashMap<>();

    /** Folders above snapshots, snapshots' roots and links, as long as the mount lasts: few. */
    private final Map<String, Place> above = new HashMap<>();

    /** Folders in snapshots, as long as the kernel remembers them, by the parent's number and theirs in it. */
    private final Map<Long, Place.Within> within = new HashMap<>();

    private long next;

    Places() {
        above(new SnapshotFolders.Folder("", Map.of()));
    }

    /** The place of that number of the kernel's, or for an entry of a snapshot that is no folder, of its folder. */
    synchronized @Nullable Place of(long id) {
        return byNumber.get(id >>> Integer.SIZE);
    }

    /** The number in its folder's tree of what the kernel knows by {@code id}; -1 if it is a place itself. */
    static int entry(long id) {
        return (int) ((id & 0xffff_ffffL) - 2);
    }

    /** The place of an entry above snapshots. */
    synchronized Place above(SnapshotFolders.Entry entry) {
        String key = switch (entry) {
            case SnapshotFolders.Folder folder -> "folder " + folder.path();
            case SnapshotFolders.Root root -> "root " + root.snapshot().id() + root.path();
            case SnapshotFolders.Link link -> "link " + link.snapshot().id() + link.path() + "\0" + link.target();
        };
        Place there = above.get(key);
        if (there != null) {
            return there;
        }
        long number = next++;
        long inode = number == 0 ? Place.ROOT : Inodes.of(entry);
        Place made = switch (entry) {
            case SnapshotFolders.Folder folder -> new Place.Above(number, inode, folder.path());
            case SnapshotFolders.Root root -> new Place.Within(number, inode, root);
            case SnapshotFolders.Link link -> new Place.Latest(number, inode, link);
        };
        above.put(key, made);
        byNumber.put(number, made);
        return made;
    }

    /** The place of a folder in a snapshot; the kernel is told of it once more. */
    synchronized Place.Within folder(Place.Within parent, int entry, Node node) {
        Place.Within place = within.get(parent.idOf(entry));
        if (place == null) {
            ByteString name = node.name();
            place = new Place.Within(next++, Inodes.of(parent, node), parent, entry, name, node.subtree());
            within.put(parent.idOf(entry), place);
            byNumber.put(place.number(), place);
        }
        place.told++;
        return place;
    }

    /** The kernel has forgotten so many of the times that it was told of {@code id}. */
    synchronized void forget(long id, long times) {
        if (entry(id) >= 0) {
            return;
        }
        Place place = byNumber.get(id >>> Integer.SIZE);
        if (place instanceof Place.Within folder) {
            Place.Within parent = folder.parent();
            folder.told -= times;
            if (parent != null && folder.told <= 0) {
                byNumber.remove(folder.number());
                within.remove(parent.idOf(folder.numberInParent()));
            }
        }
    }
}
