package dev.holdfast.engine.op;

import dev.holdfast.engine.filter.PathNames;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Writes a file's content, or a folder as an archive, to a stream. Holds a few blobs at a time, whatever the size. */
public final class Dump {
    private final Repository repository;
    private final Format format;
    private final int threads;

    /** How a folder is written. */
    public enum Format {
        TAR,
        ZIP;

        /** The format that {@code word} names. */
        public static Format parse(String word) {
            return switch (word) {
                case "tar" -> TAR;
                case "zip" -> ZIP;
                default -> throw new InvalidRequest("unknown archive format " + word, "choose tar or zip");
            };
        }
    }

    /** Writes an archive, entry by entry. */
    interface Archive {
        /** Adds an entry; {@code size} is that of the content that is written. */
        void add(ByteString path, Node node, long size) throws IOException;

        void end() throws IOException;
    }

    /** @param threads that load blobs ahead */
    public Dump(Repository repository, Format format, int threads) {
        this.repository = repository;
        this.format = format;
        this.threads = threads;
    }

    /** What is to be written. */
    public sealed interface Found {
        /** A file's content. */
        record File(Node node) implements Found {}

        /** An archive of a folder; {@code prefix} is how its entries' paths begin. */
        record Folder(ObjectId tree, ByteString prefix) implements Found {}
    }

    /**
     * Finds what {@code path} names below {@code root}.
     *
     * @throws InvalidRequest if it names nothing, or neither a file nor a folder
     */
    public Found find(ObjectId root, ByteString path) {
        Optional<Node> node = SnapshotPath.entry(repository, root, path);
        NodeType type = node.map(Node::type).orElse(NodeType.DIRECTORY);
        return switch (type) {
            case FILE -> new Found.File(node.orElseThrow());
            case DIRECTORY -> new Found.Folder(SnapshotPath.folder(repository, root, path), prefix(path));
            case SYMLINK, BLOCK_DEVICE, CHARACTER_DEVICE, FIFO, SOCKET, IRREGULAR ->
                throw new InvalidRequest(
                        "cannot dump " + path + ": it should be a file, but is a " + type.word(),
                        "name a file or a folder");
        };
    }

    /**
     * Writes it; does not close the stream.
     *
     * @throws IOException if the stream can't be written
     */
    public void write(Found found, OutputStream out) throws IOException {
        try (OrderedOutput output = new OrderedOutput(repository, threads)) {
            switch (found) {
                case Found.File(Node node) -> content(node, output, out);
                case Found.Folder(ObjectId tree, ByteString prefix) -> folder(tree, prefix, output, out);
            }
            output.finish();
            out.flush();
        }
    }

    private static void content(Node node, OrderedOutput output, OutputStream out) throws IOException {
        for (ObjectId blob : node.blobs()) {
            output.blob(blob, out::write);
        }
    }

    /** The path as the archive's entries begin with it, without the slash at its front. */
    private static ByteString prefix(ByteString path) {
        ByteString prefix = ByteString.EMPTY;
        for (ByteString name : PathNames.split(ByteString.of("/").concat(path))) {
            prefix = name.isEmpty() ? prefix : prefix.concat(name).concat(ByteString.of("/"));
        }
        return prefix;
    }

    private void folder(ObjectId tree, ByteString prefix, OrderedOutput output, OutputStream out) throws IOException {
        Archive archive = format == Format.TAR ? new TarWriter(output, out) : new ZipWriter(output, out);
        try {
            new TreeWalk(repository, Selection.ALL, visit -> {
                        add(archive, prefix, visit);
                        return true;
                    })
                    .walk(tree);
        } catch (WriteFailed e) {
            throw e.reason;
        }
        archive.end();
    }

    private void add(Archive archive, ByteString prefix, TreeWalk.Visit visit) {
        Node node = visit.node();
        byte[] path = visit.path().bytes().toBytes();
        try {
            archive.add(prefix.concat(ByteString.copyOf(path, 1, path.length - 1)), node, size(node));
        } catch (IOException e) {
            throw new WriteFailed(e);
        }
    }

    /** What the content has, which may differ from what the node tells. */
    private long size(Node node) {
        long size = 0;
        for (ObjectId blob : node.blobs()) {
            long length = repository.index().plainLength(BlobType.DATA, blob);
            if (length < 0) {
                throw new BlobMissing(BlobType.DATA, blob);
            }
            size += length;
        }
        return size;
    }

    /** Carries a failure to write out of the walk. */
    private static final class WriteFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final IOException reason;

        WriteFailed(IOException reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
