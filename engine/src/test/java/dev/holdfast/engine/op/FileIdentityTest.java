package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileIdentityTest {
    private static final Timestamp TIME = new Timestamp(1_700_000_000, 5, 0);

    private static Optional<FileIdentity> device(long inode, long links, long number) {
        Metadata metadata = Nodes.metadata(0600, inode, links, List.of());
        return FileIdentity.of(Nodes.with(Nodes.special("x", NodeType.CHARACTER_DEVICE, number), metadata));
    }

    private static Optional<FileIdentity> fifo(long inode, long deviceId, Timestamp changed) {
        Metadata metadata = new Metadata(0600, TIME, TIME, changed, 1, 1, "", "", inode, deviceId, 0, List.of(), "");
        return FileIdentity.of(Nodes.with(Nodes.special("x", NodeType.FIFO, 0), metadata));
    }

    private static Optional<FileIdentity> file(Node node) {
        return FileIdentity.of(Nodes.with(node, Nodes.metadata(0600, 7, 2, List.of())));
    }

    @Test
    void namesOfOneFileAreEqual() {
        ObjectId blob = new ObjectId(1, 2, 3, 4);

        assertEquals(file(Nodes.file("a", 1, blob)), file(Nodes.file("b", 1, blob)));
        assertEquals(file(Nodes.link("a", ByteString.of("x"))), file(Nodes.link("b", ByteString.of("x"))));
        assertEquals(device(7, 2, 259), device(7, 2, 259));
        assertEquals(fifo(7, 3, TIME), fifo(7, 3, new Timestamp(1_700_000_000, 5, 3600)));
        assertEquals(fifo(7, 3, TIME).isPresent(), device(7, 2, 259).isPresent());
    }

    @Test
    void anInodeThatWasUsedAgainMeanwhileIsAnotherFile() {
        ObjectId blob = new ObjectId(1, 2, 3, 4);

        assertNotEquals(file(Nodes.file("a", 1, blob)), file(Nodes.file("a", 1, blob, blob)));
        assertNotEquals(file(Nodes.link("a", ByteString.of("x"))), file(Nodes.link("a", ByteString.of("y"))));
        assertNotEquals(device(7, 2, 259), device(7, 2, 260));
        assertNotEquals(fifo(7, 3, TIME), fifo(7, 3, new Timestamp(1_700_000_000, 6, 0)));
        assertNotEquals(fifo(7, 3, TIME), fifo(8, 3, TIME));
    }

    @Test
    void whatHasNoFurtherNameOrNoNumberHasNone() {
        assertEquals(Optional.empty(), device(7, 1, 259));
        assertEquals(Optional.empty(), device(0, 2, 259));
        assertEquals(Optional.empty(), fifo(0, 3, TIME));
        assertEquals(Optional.empty(), fifo(7, 0, TIME));
        assertEquals(Optional.empty(), file(Nodes.directory("d", null)));
    }
}
