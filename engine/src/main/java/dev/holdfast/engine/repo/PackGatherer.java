package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.json.IndexVisitor;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what one index file tells, pack by pack. {@link #end} must be called when all of it was told. */
public abstract class PackGatherer implements IndexVisitor {
    private final FileRef file;
    private final List<PackedBlob> blobs = new ArrayList<>();
    private @Nullable ObjectId pack;
    private @Nullable Mark mark;

    /** @param file the index file, for messages */
    protected PackGatherer(FileRef file) {
        this.file = file;
    }

    /** All blobs of a pack were told; the list is used again for the next one. */
    protected abstract void gathered(ObjectId pack, List<PackedBlob> blobs);

    /** As {@link #gathered}, of a pack that is to be deleted unless some index lists it. */
    protected abstract void gatheredMarked(ObjectId pack, List<PackedBlob> blobs, Mark mark);

    /**
     * A blob can't be where the file says; it is left out.
     *
     * @throws DamagedFile always, unless overridden
     */
    protected void impossible(ObjectId pack, long offset, long length) {
        throw new DamagedFile(
                file.toString(), "it tells of a blob that can't be, of " + length + " bytes from " + offset);
    }

    @Override
    public void pack(ObjectId id) {
        end();
        pack = id;
    }

    @Override
    public void marked(ObjectId id, Mark itsMark) {
        pack(id);
        mark = itsMark;
    }

    @Override
    public void blob(ObjectId id, BlobType type, long offset, long length, long uncompressedLength) {
        if (PackedBlob.isPossible(id, offset, length, uncompressedLength)) {
            blobs.add(new PackedBlob(id, type, (int) offset, (int) length, (int) uncompressedLength));
        } else if (pack != null) {
            impossible(pack, offset, length);
        }
    }

    /** The file is at its end. */
    public void end() {
        if (pack != null) {
            if (mark == null) {
                gathered(pack, blobs);
            } else {
                gatheredMarked(pack, blobs, mark);
            }
            pack = null;
            mark = null;
        }
        blobs.clear();
    }
}
