package dev.holdfast.engine.repo;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.json.IndexWriter;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackHeader;
import dev.holdfast.engine.pack.PackedBlob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts into a repository what no sound client writes, sealed with its key and named as it must be. */
public final class Forgery {
    private Forgery() {}

    /** Stores sealed bytes, whatever they are, as a snapshot, index or lock. */
    public static ObjectId save(Repository repository, FileType type, byte[] plain) {
        byte[] sealed = seal(repository, plain);
        ObjectId id = repository.withCodec(codec -> codec.hash(sealed, 0, sealed.length));
        repository.backend().save(FileRef.of(type, id), sealed);
        return id;
    }

    /** Stores a tree that an index gives an id which is not that of its content. */
    public static void tree(Repository repository, ObjectId claimed, String json) {
        byte[] plain = json.getBytes(StandardCharsets.UTF_8);
        ObjectId pack = save(repository, FileType.PACK, plain);
        IndexWriter index = new IndexWriter(1000);
        index.pack(pack);
        index.blob(claimed, BlobType.TREE, 0, plain.length + 32, 0);
        repository.saveUnpacked(FileType.INDEX, index.finish().toBytes());
    }

    /** Stores the blobs once more, as they lie sealed, in one pack whatever their types; no index lists it. */
    public static ObjectId pack(Repository repository, List<BlobLocation> copies) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<PackedBlob> blobs = new ArrayList<>();
        for (BlobLocation copy : copies) {
            PackedBlob blob = copy.blob();
            blobs.add(new PackedBlob(blob.id(), blob.type(), bytes.size(), blob.length(), blob.plainLength()));
            FileRef pack = FileRef.of(FileType.PACK, copy.pack());
            bytes.writeBytes(repository.backend().load(pack, new Range(blob.offset(), blob.length())));
        }
        byte[] header = seal(repository, PackHeader.encode(blobs));
        bytes.writeBytes(header);
        byte[] length = new byte[PackHeader.LENGTH_FIELD];
        PackHeader.writeLength(length, 0, header.length);
        bytes.writeBytes(length);
        byte[] all = bytes.toByteArray();
        ObjectId id = repository.withCodec(codec -> codec.hash(all, 0, all.length));
        repository.backend().save(FileRef.of(FileType.PACK, id), all);
        return id;
    }

    /** Puts another configuration in the place of that of the repository in {@code folder}. */
    public static void replaceConfig(Repository repository, Path folder, String json) throws IOException {
        Path config = folder.resolve("config");
        Files.delete(config);
        Files.write(config, seal(repository, json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Compressed JSON that does not tell its size: {@code head}, then {@code piece} so many times, then {@code tail}. */
    public static byte[] compressed(String head, String piece, int times, String tail) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(2);
        byte[] many = piece.repeat(1000).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = new ZstdOutputStreamNoFinalizer(bytes)) {
            out.write(head.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < times / 1000; i++) {
                out.write(many);
            }
            out.write(tail.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] seal(Repository repository, byte[] plain) {
        byte[] sealed = new byte[plain.length + 32];
        repository.withCodec(codec -> codec.seal(plain, 0, plain.length, sealed, 0));
        return sealed;
    }
}
