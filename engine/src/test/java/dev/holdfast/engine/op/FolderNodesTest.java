package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes of a tree by number and name, whether it is read as a whole or through a window. */
final class FolderNodesTest {
    private static final int COUNT = 10_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyNodeIsFoundInWhateverOrderTheyAreAskedFor(boolean large) throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        for (int i = 0; i < COUNT; i++) {
            Files.createFile(source.resolve("file" + i));
        }
        Path place = Files.createDirectory(folder.resolve("repository"));
        try (RepositoryFixture fixture = RepositoryFixture.at(place)) {
            fixture.backup(source);
        }
        try (Repository repository = RepositoryFixture.existing(place).repository()) {
            ObjectId root = repository.snapshots(e -> {}).getFirst().snapshot().tree();
            ObjectId tree = SnapshotPath.folder(repository, root, ByteString.of(source.toString()));
            List<Node> all = repository.tree(tree);
            FolderNodes nodes = new FolderNodes(repository, tree, large);

            for (int i = 0; i < COUNT; i++) {
                assertEquals(all.get(i).name(), nodes.at(i).orElseThrow().name());
            }
            assertEquals(Optional.empty(), nodes.at(COUNT));
            long seed = System.nanoTime();
            Random random = new Random(seed);
            for (int i = 0; i < 300; i++) {
                int number = random.nextInt(COUNT);
                Node node = all.get(number);
                FolderNodes.Found found = nodes.find(node.name()).orElseThrow();
                assertEquals(number, found.number(), "seed " + seed);
                assertEquals(node.name(), nodes.at(number).orElseThrow().name(), "seed " + seed);
                assertEquals(Optional.empty(), nodes.find(node.name().concat(ByteString.of("!"))), "seed " + seed);
            }
        }
    }
}
