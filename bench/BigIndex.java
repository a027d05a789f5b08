import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.json.IndexWriter;
import dev.holdfast.engine.json.JsonBytes;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Client;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.SystemProcesses;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Adds index files that tell of blobs which are nowhere, as many as a large repository has: {@code java
 * --enable-native-access=ALL-UNNAMED -Djdk.util.jar.enableMultiRelease=false -cp '.holdfast/program-NUMBER/lib/*' bench/BigIndex.java
 * REPOSITORY BLOBS}, with the password in {@code RESTIC_PASSWORD}. For measuring what opening such a repository costs, and nothing else.
 */
final class BigIndex {
    private static final int BLOBS_PER_FILE = 50_000;
    private static final int BLOBS_PER_PACK = 100;
    private static final int BLOB_BYTES = 160_000;

    private static final RandomGenerator RANDOM =
            RandomGeneratorFactory.of("L64X128MixRandom").create(20_260_102);

    public static void main(String[] arguments) {
        byte[] password = System.getenv("RESTIC_PASSWORD").getBytes(StandardCharsets.UTF_8);
        Client client = new Client(
                "bench",
                "bench",
                0,
                0,
                ProcessHandle.current().pid(),
                new SystemProcesses(),
                InstantSource.system(),
                ZoneOffset.UTC,
                new SecureRandom());
        try (Repository repository =
                Repository.open(LocalBackend.at(Path.of(arguments[0])), password, "", client)) {
            for (int left = Integer.parseInt(arguments[1]); left > 0; left -= BLOBS_PER_FILE) {
                repository.saveUnpacked(FileType.INDEX, index(Math.min(left, BLOBS_PER_FILE)));
            }
        }
    }

    private static byte[] index(int blobs) {
        IndexWriter index = new IndexWriter(180 * blobs);
        for (int i = 0; i < blobs; i++) {
            int place = i % BLOBS_PER_PACK;
            if (place == 0) {
                index.pack(id());
            }
            index.blob(id(), BlobType.DATA, (long) place * BLOB_BYTES, BLOB_BYTES, 3L * BLOB_BYTES);
        }
        JsonBytes json = index.finish();
        return Arrays.copyOf(json.array(), json.length());
    }

    private static ObjectId id() {
        return new ObjectId(RANDOM.nextLong(), RANDOM.nextLong(), RANDOM.nextLong(), RANDOM.nextLong());
    }
}
