package dev.holdfast.mount;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.op.BlobCache;
import dev.holdfast.engine.op.FileContent;
import dev.holdfast.engine.op.FolderCache;
import dev.holdfast.engine.op.FolderNodes;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Answers what the kernel asks. Safe for many threads. */
final class SnapshotFileSystem {
    /** What is in a snapshot never changes; seconds. */
    private static final long FOR_LONG = 86_400;

    /** Of folders above snapshots; seconds. */
    private static final long SHORTLY = 1;

    private static final int KEEP_CACHE = 2;
    private static final int OUT_HEADER = 16;
    private static final int NAME_LIMIT = 1024;

    private final SnapshotFolders snapshots;
    private final FolderCache folders;
    private final BlobCache blobs;
    private final boolean ownerRoot;
    private final Timestamp mounted;
    private final Problems problems;
    private final Places places = new Places();
    private final Map<Long, Object> open = new ConcurrentHashMap<>();
    private final AtomicLong nextHandle = new AtomicLong(1);

    SnapshotFileSystem(
            SnapshotFolders snapshots,
            FolderCache folders,
            BlobCache blobs,
            boolean ownerRoot,
            Timestamp mounted,
            Problems problems) {
        this.snapshots = snapshots;
        this.folders = folders;
        this.blobs = blobs;
        this.ownerRoot = ownerRoot;
        this.mounted = mounted;
        this.problems = problems;
    }

    /**
     * Puts the answer behind what is in {@code reply}.
     *
     * @return false if none is wanted
     * @throws Refusal if the answer is an error
     */
    boolean answer(Request request, ByteBuffer reply) {
        try {
            return switch (request.operation()) {
                case FORGET -> {
                    places.forget(request.id(), request.body().getLong());
                    yield false;
                }
                case BATCH_FORGET -> {
                    forget(request.body());
                    yield false;
                }
                case INTERRUPT -> false;
                default -> {
                    give(request, reply);
                    yield true;
                }
            };
        } catch (EngineException e) {
            problems.tell(path(request), e);
            throw new Refusal(Refusal.EIO);
        }
    }

    private void give(Request request, ByteBuffer reply) {
        long id = request.id();
        ByteBuffer body = request.body();
        switch (request.operation()) {
            case LOOKUP -> lookUp(id, request.name(), reply);
            case GETATTR -> attributes(id, reply);
            case READLINK -> reply.put(target(id).toBytes());
            case OPEN -> open(id, reply);
            case READ -> read(body, reply);
            case RELEASE, RELEASEDIR -> open.remove(body.getLong());
            case OPENDIR -> openFolder(id, reply);
            case READDIR -> list(body, false, reply);
            case READDIRPLUS -> list(body, true, reply);
            case GETXATTR -> extendedAttribute(id, body, reply);
            case LISTXATTR -> extendedAttributes(id, body, reply);
            case STATFS -> space(reply);
            case DESTROY -> {}
            case FORGET, BATCH_FORGET, INTERRUPT, INIT, OTHER -> throw new Refusal(Refusal.ENOSYS);
        }
    }

    private void forget(ByteBuffer body) {
        int count = body.getInt();
        body.getInt();
        for (int i = 0; i < count && body.remaining() >= 16; i++) {
            places.forget(body.getLong(), body.getLong());
        }
    }

    private Place place(long id) {
        Place place = places.of(id);
        if (place == null) {
            throw new Refusal(Refusal.ENOENT);
        }
        return place;
    }

    private FolderNodes nodes(Place.Within folder) {
        ObjectId tree = folder.tree();
        if (tree == null) {
            throw new DamagedFile("snapshot " + folder.snapshot().id().shortName(), folder.path() + " has no tree");
        }
        return folders.nodes(tree);
    }

    /** The node of an entry of a snapshot, a folder or not; a snapshot's root has none. */
    private Node node(long id) {
        Place place = place(id);
        int entry = Places.entry(id);
        if (place instanceof Place.Within folder) {
            Place.Within parent = entry >= 0 ? folder : folder.parent();
            if (parent != null) {
                return nodes(parent)
                        .at(entry >= 0 ? entry : folder.numberInParent())
                        .orElseThrow(() -> new Refusal(Refusal.ENOENT));
            }
        }
        throw new Refusal(Refusal.ENODATA);
    }

    private String path(Request request) {
        Place place = places.of(request.id());
        if (place == null) {
            return "?";
        }
        int entry = Places.entry(request.id());
        if (entry >= 0 && place instanceof Place.Within folder) {
            try {
                return folder.path() + "/"
                        + nodes(folder).at(entry).map(Node::name).orElse(ByteString.EMPTY);
            } catch (EngineException e) {
                return folder.path();
            }
        }
        return place.path();
    }

    private void lookUp(long id, ByteString name, ByteBuffer reply) {
        switch (place(id)) {
            case Place.Above above -> {
                SnapshotFolders.Folder folder = snapshots.folder(above.path());
                SnapshotFolders.Entry entry =
                        folder == null ? null : folder.entries().get(name);
                if (entry == null) {
                    throw new Refusal(Refusal.ENOENT);
                }
                Place found = places.above(entry);
                putEntry(reply, found.id(), SHORTLY, attributes(found));
            }
            case Place.Within folder -> {
                FolderNodes.Found found = nodes(folder).find(name).orElseThrow(() -> new Refusal(Refusal.ENOENT));
                if (Attributes.typeBits(found.node().type()) == 0) {
                    throw new Refusal(Refusal.ENOENT);
                }
                putEntry(folder, found, reply);
            }
            case Place.Latest _ -> throw new Refusal(Refusal.ENOTDIR);
        }
    }

    private void putEntry(Place.Within folder, FolderNodes.Found found, ByteBuffer reply) {
        Node node = found.node();
        long id = node.type() == NodeType.DIRECTORY
                ? places.folder(folder, found.number(), node).id()
                : folder.idOf(found.number());
        putEntry(reply, id, FOR_LONG, Attributes.of(node, Inodes.of(folder, node), ownerRoot));
    }

    private static void putEntry(ByteBuffer reply, long id, long validSeconds, Attributes attributes) {
        reply.putLong(id).putLong(0);
        reply.putLong(validSeconds).putLong(validSeconds).putInt(0).putInt(0);
        attributes.put(reply);
    }

    private Attributes attributes(Place place) {
        return switch (place) {
            case Place.Above above -> Attributes.folder(above.inode(), mounted, 1);
            case Place.Latest latest ->
                Attributes.link(
                        latest.inode(),
                        latest.link().snapshot().snapshot().time(),
                        ByteString.of(latest.link().target()).length());
            case Place.Within folder
            when folder.parent() == null ->
                Attributes.folder(folder.inode(), folder.snapshot().snapshot().time(), 2);
            case Place.Within folder -> Attributes.of(node(folder.id()), folder.inode(), ownerRoot);
        };
    }

    private void attributes(long id, ByteBuffer reply) {
        Place place = place(id);
        Attributes attributes;
        if (Places.entry(id) >= 0 && place instanceof Place.Within folder) {
            Node node = node(id);
            attributes = Attributes.of(node, Inodes.of(folder, node), ownerRoot);
        } else {
            attributes = attributes(place);
        }
        reply.putLong(place instanceof Place.Above ? SHORTLY : FOR_LONG)
                .putInt(0)
                .putInt(0);
        attributes.put(reply);
    }

    private ByteString target(long id) {
        return place(id) instanceof Place.Latest latest
                ? ByteString.of(latest.link().target())
                : node(id).linkTarget();
    }

    private void open(long id, ByteBuffer reply) {
        FileContent content = FileContent.of(node(id), blobs);
        putHandle(content, KEEP_CACHE, reply);
    }

    private void putHandle(Object opened, int flags, ByteBuffer reply) {
        long handle = nextHandle.getAndIncrement();
        open.put(handle, opened);
        reply.putLong(handle).putInt(flags).putInt(0);
    }

    private void read(ByteBuffer body, ByteBuffer reply) {
        long handle = body.getLong();
        long position = body.getLong();
        int size = body.getInt();
        if (!(open.get(handle) instanceof FileContent content) || size < 0 || size > reply.remaining()) {
            throw new Refusal(Refusal.EINVAL);
        }
        content.read(position, size, reply);
    }

    private void openFolder(long id, ByteBuffer reply) {
        Listing listing = switch (place(id)) {
            case Place.Above above -> new Listing.Above(above, snapshots.folder(above.path()), places);
            case Place.Within folder -> new Listing.Within(folder, nodes(folder));
            case Place.Latest _ -> throw new Refusal(Refusal.ENOTDIR);
        };
        putHandle(listing, 0, reply);
    }

    private void list(ByteBuffer body, boolean withAttributes, ByteBuffer reply) {
        long handle = body.getLong();
        long offset = body.getLong();
        int size = body.getInt();
        if (!(open.get(handle) instanceof Listing listing) || size < 0) {
            throw new Refusal(Refusal.EINVAL);
        }
        reply.limit(Math.min(reply.capacity(), OUT_HEADER + size));
        for (long at = offset; at < Integer.MAX_VALUE; at++) {
            Listing.Item item = listing.at((int) at);
            if (item == null) {
                return;
            }
            int length = item.name().length();
            if (item.type() == 0 || length > NAME_LIMIT) {
                continue; // nothing that a file system could show
            }
            int padding = -length & 7;
            if (reply.remaining() < (withAttributes ? 128 : 0) + 24 + length + padding) {
                return;
            }
            if (withAttributes) {
                putEntryOf(listing, item, reply);
            }
            reply.putLong(item.inode()).putLong(at + 1).putInt(length).putInt(item.type() >>> 12);
            reply.put(item.name().toBytes()).put(new byte[padding]);
        }
    }

    /** For what is in snapshots; the rest, with zeros, the kernel looks up if it needs it. */
    private void putEntryOf(Listing listing, Listing.Item item, ByteBuffer reply) {
        if (listing instanceof Listing.Within within && item.found() != null) {
            putEntry(within.folder(), item.found(), reply);
        } else {
            reply.put(new byte[128]);
        }
    }

    private void extendedAttribute(long id, ByteBuffer body, ByteBuffer reply) {
        int size = body.getInt();
        body.getInt();
        ByteString name = new Request(Operation.GETXATTR, 0, id, body).name();
        for (ExtendedAttribute attribute : node(id).metadata().extendedAttributes()) {
            if (attribute.name().equals(name)) {
                putSized(attribute.value().toBytes(), size, reply);
                return;
            }
        }
        throw new Refusal(Refusal.ENODATA);
    }

    private void extendedAttributes(long id, ByteBuffer body, ByteBuffer reply) {
        int size = body.getInt();
        boolean has = Places.entry(id) >= 0 || (place(id) instanceof Place.Within folder && folder.parent() != null);
        ByteString names = ByteString.EMPTY;
        if (has) {
            for (ExtendedAttribute attribute : node(id).metadata().extendedAttributes()) {
                names = names.concat(attribute.name()).concat(ByteString.of("\0"));
            }
        }
        putSized(names.toBytes(), size, reply);
    }

    /** The kernel asks with size 0 for how much there is. */
    private static void putSized(byte[] bytes, int size, ByteBuffer reply) {
        if (size == 0) {
            reply.putInt(bytes.length).putInt(0);
        } else if (bytes.length > size || bytes.length > reply.remaining()) {
            throw new Refusal(Refusal.ERANGE);
        } else {
            reply.put(bytes);
        }
    }

    private static void space(ByteBuffer reply) {
        reply.put(new byte[40]);
        reply.putInt(512).putInt(255).putInt(512).putInt(0).put(new byte[24]);
    }
}
