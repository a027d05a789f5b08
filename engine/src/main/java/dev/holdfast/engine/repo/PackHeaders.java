package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.pack.PackHeader;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.Arrays;
import java.util.List;

/** Reads what packs themselves tell of their blobs. */
public final class PackHeaders {
    /** Holds the header of a pack of some hundred blobs. */
    private static final int FIRST_READ = 32 << 10;

    private final Repository repository;

    public PackHeaders(Repository repository) {
        this.repository = repository;
    }

    /**
     * The blobs that a pack's header lists.
     *
     * @throws DamagedFile if it has no header that can be believed, twice
     */
    public List<PackedBlob> read(FileInfo pack) {
        try {
            return readOnce(pack);
        } catch (DamagedFile e) {
            // Memory and wires lie too.
            return readOnce(pack);
        }
    }

    private List<PackedBlob> readOnce(FileInfo pack) {
        String name = pack.file().toString();
        byte[] end = end(pack, (int) Math.min(pack.size(), FIRST_READ));
        if (end.length < PackHeader.LENGTH_FIELD) {
            throw new DamagedFile(name, "it has only " + pack.size() + " bytes");
        }
        long sealed = PackHeader.readLength(end, end.length);
        long whole = sealed + PackHeader.LENGTH_FIELD;
        if (sealed > PackHeader.MAX_SEALED || whole > pack.size()) {
            throw new DamagedFile(name, "its last four bytes tell of a header of " + sealed + " bytes");
        }
        if (whole > end.length) {
            end = end(pack, (int) whole);
        }
        byte[] tail = end;
        int at = end.length - (int) whole;
        int plain = repository.withCodec(codec -> codec.openInPlace(tail, at, (int) sealed, name));
        List<PackedBlob> blobs = PackHeader.decode(Arrays.copyOfRange(tail, at, at + plain), pack.size() - whole, name);
        for (PackedBlob blob : blobs) {
            long offset = Integer.toUnsignedLong(blob.offset());
            if (!PackedBlob.isPossible(blob.id(), offset, blob.length(), blob.plainLength())) {
                throw new DamagedFile(name, "its header tells of a blob that can't be");
            }
        }
        return blobs;
    }

    private byte[] end(FileInfo pack, int length) {
        byte[] bytes = repository.backend().load(pack.file(), new Range(pack.size() - length, length));
        if (bytes.length != length) {
            throw new DamagedFile(
                    pack.file().toString(), "only " + bytes.length + " of " + length + " bytes were read");
        }
        return bytes;
    }
}
