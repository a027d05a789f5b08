package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.json.TreeWriter;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The id of a tree of the nodes it is told, without storing it. */
final class TreeIdentity {
    private static final int PIECE = 1 << 16;

    private final TreeWriter writer = new TreeWriter(512);
    private final MessageDigest sha256;

    TreeIdentity() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    void add(Node node) {
        writer.add(node);
        if (writer.length() >= PIECE) {
            hash();
        }
    }

    /** The id of all that was added; once. */
    ObjectId end() {
        writer.finish();
        hash();
        return ObjectId.of(sha256.digest());
    }

    private void hash() {
        writer.drain((bytes, length) -> sha256.update(bytes, 0, length));
    }
}
