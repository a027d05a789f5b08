package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.json.JsonBytes;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackHeader;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.BlobCodec;
import dev.holdfast.engine.repo.Repository;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads one pack after the other from beginning to end, once, through a window of bounded size. Belongs to one thread at a time. */
final class PackScan {
    /** Read in one request to the backend, but for a blob that is larger. */
    private static final int WINDOW = 4 << 20;

    /** Room for the largest chunk that does not get smaller by compression. */
    private static final int LARGE_WINDOW = 9 << 20;

    /** Larger blobs are not read: no writer of the format makes them. */
    private static final long LARGEST_BLOB = JsonBytes.LARGEST + (1 << 20);

    private static final int MAX_PROBLEMS = 20;
    private static final BlobCodec.PlainReader NOBODY = (bytes, offset, length) -> {};

    private final Repository repository;
    private final CheckProgress progress;
    private final MessageDigest sha256;
    private byte[] window = new byte[0];
    private final List<String> problems = new ArrayList<>();

    PackScan(Repository repository, CheckProgress progress) {
        this.repository = repository;
        this.progress = progress;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Reads the pack and compares it with the index.
     *
     * @param blobs what the index tells, by offset; their size is the file's
     * @return what is wrong, empty if nothing
     */
    List<String> scan(FileInfo pack, List<PackedBlob> blobs) {
        problems.clear();
        sha256.reset();
        boolean contiguous = isContiguous(blobs);
        if (!contiguous) {
            problem("the index tells of blobs with gaps between them or one over the other");
        }
        List<Piece> pieces = pieces(pack, contiguous ? blobs : List.of());
        repository.withCodec(codec -> {
            read(pack, pieces, blobs, codec);
            return true;
        });
        if (!ObjectId.of(sha256.digest()).equals(pack.file().id())) {
            problems.addFirst("its content does not have the hash that is its name");
        }
        return List.copyOf(problems);
    }

    /** A part of the file that is looked at as a whole: a blob, the header, or bytes of which nothing is known. */
    private record Piece(long offset, int length, int blob) {
        static final int HEADER = -1;
        static final int UNKNOWN = -2;

        long end() {
            return offset + length;
        }
    }

    private static boolean isContiguous(List<PackedBlob> blobs) {
        long end = 0;
        for (PackedBlob blob : blobs) {
            if (Integer.toUnsignedLong(blob.offset()) != end) {
                return false;
            }
            end += blob.length();
        }
        return true;
    }

    private List<Piece> pieces(FileInfo pack, List<PackedBlob> blobs) {
        List<Piece> pieces = new ArrayList<>(blobs.size() + 1);
        long at = 0;
        for (int i = 0; i < blobs.size(); i++) {
            int length = blobs.get(i).length();
            if (length > LARGEST_BLOB) {
                at = addUnknown(at, at + length, pieces);
            } else {
                pieces.add(new Piece(at, length, i));
                at += length;
            }
        }
        long header = pack.size() - at;
        if (blobs.isEmpty() || header > PackHeader.MAX_SEALED + PackHeader.LENGTH_FIELD) {
            addUnknown(at, pack.size(), pieces);
        } else {
            pieces.add(new Piece(at, (int) header, Piece.HEADER));
        }
        return pieces;
    }

    private static long addUnknown(long from, long to, List<Piece> pieces) {
        long at = from;
        while (at < to) {
            int length = (int) Math.min(WINDOW, to - at);
            pieces.add(new Piece(at, length, Piece.UNKNOWN));
            at += length;
        }
        return at;
    }

    private void read(FileInfo pack, List<Piece> pieces, List<PackedBlob> blobs, BlobCodec codec) {
        int first = 0;
        while (first < pieces.size()) {
            long start = pieces.get(first).offset();
            int end = first + 1;
            while (end < pieces.size() && pieces.get(end).end() - start <= WINDOW) {
                end++;
            }
            int length = Math.toIntExact(pieces.get(end - 1).end() - start);
            fill(pack, start, length);
            for (Piece piece : pieces.subList(first, end)) {
                look(pack, piece, (int) (piece.offset() - start), blobs, codec);
            }
            first = end;
        }
    }

    private void fill(FileInfo pack, long start, int length) {
        if (window.length < length) {
            window = new byte[length <= WINDOW ? WINDOW : Math.max(length, LARGE_WINDOW)];
        }
        repository.backend().load(pack.file(), start, window, 0, length);
        sha256.update(window, 0, length);
        progress.addBytes(length);
    }

    private void look(FileInfo pack, Piece piece, int at, List<PackedBlob> blobs, BlobCodec codec) {
        String name = pack.file().toString();
        switch (piece.blob()) {
            case Piece.HEADER -> checkHeader(name, at, piece, blobs, codec);
            case Piece.UNKNOWN ->
                problem("there are " + piece.length() + " bytes at " + piece.offset()
                        + " that can't be a blob or a header");
            default -> {
                PackedBlob blob = blobs.get(piece.blob());
                try {
                    decode(at, blob, name, codec);
                } catch (DamagedFile e) {
                    problem(blob.type().word() + " blob " + blob.id() + " at " + piece.offset() + ": " + e.reason());
                }
            }
        }
    }

    private void decode(int at, PackedBlob blob, String name, BlobCodec codec) {
        if (blob.plainLength() > WINDOW) {
            codec.verify(window, at, blob, name);
        } else {
            codec.decode(window, at, blob, name, NOBODY);
        }
    }

    private void checkHeader(String name, int at, Piece piece, List<PackedBlob> blobs, BlobCodec codec) {
        int length = piece.length() - PackHeader.LENGTH_FIELD;
        long told = length < 0 ? -1 : PackHeader.readLength(window, at + piece.length());
        if (told != length) {
            problem("its last four bytes tell of a header of " + told + " bytes, not " + length);
            return;
        }
        try {
            int plain = codec.openInPlace(window, at, length, name);
            byte[] header = Arrays.copyOfRange(window, at, at + plain);
            if (!PackHeader.decode(header, piece.offset(), name).equals(blobs)) {
                problem("its header lists other blobs than the index");
            }
        } catch (DamagedFile e) {
            problem("its header: " + e.reason());
        }
    }

    private void problem(String problem) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(problem);
        } else if (problems.size() == MAX_PROBLEMS) {
            problems.add("and more of the kind");
        }
    }
}
