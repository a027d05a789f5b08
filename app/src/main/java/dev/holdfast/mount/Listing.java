package dev.holdfast.mount;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.op.FolderNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open folder's entries by number, itself and its parent first. */
sealed interface Listing {
    int FOLDER = 0040000;
    int LINK = 0120000;

    /** The entry of that number, null behind the last. */
    @Nullable
    Item at(int number);

    /**
     * One entry.
     *
     * @param type as it stands in a mode; 0 for what can't be shown
     * @param found null for itself, its parent, and what is not in a snapshot
     */
    record Item(ByteString name, long inode, int type, FolderNodes.@Nullable Found found) {}

    /** Itself and its parent; the kernel replaces their numbers by those it knows. */
    private static Item dots(int number, Place folder) {
        return new Item(ByteString.of(number == 0 ? "." : ".."), folder.inode(), FOLDER, null);
    }

    /** Of a folder above snapshots, as it was when it was opened. */
    record Above(Place folder, List<Item> items) implements Listing {
        Above(Place folder, SnapshotFolders.@Nullable Folder entries, Places places) {
            this(folder, items(entries, places));
        }

        private static List<Item> items(SnapshotFolders.@Nullable Folder folder, Places places) {
            List<Item> items = new ArrayList<>();
            if (folder != null) {
                for (Map.Entry<ByteString, SnapshotFolders.Entry> entry :
                        folder.entries().entrySet()) {
                    int type = entry.getValue() instanceof SnapshotFolders.Link ? LINK : FOLDER;
                    long inode = places.above(entry.getValue()).inode();
                    items.add(new Item(entry.getKey(), inode, type, null));
                }
            }
            return items;
        }

        @Override
        public @Nullable Item at(int number) {
            if (number < 2) {
                return dots(number, folder);
            }
            return number - 2 < items.size() ? items.get(number - 2) : null;
        }
    }

    /** Of a folder in a snapshot, read as it is asked for. */
    record Within(Place.Within folder, FolderNodes nodes) implements Listing {
        @Override
        public @Nullable Item at(int number) {
            if (number < 2) {
                return dots(number, folder);
            }
            Optional<Node> found = nodes.at(number - 2);
            if (found.isEmpty()) {
                return null;
            }
            Node node = found.get();
            return new Item(
                    node.name(),
                    Inodes.of(folder, node),
                    Attributes.typeBits(node.type()),
                    new FolderNodes.Found(number - 2, node));
        }
    }
}
