package dev.holdfast.cli;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.json.ConfigJson;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Surroundings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints one object of a repository in the clear. */
@Command(
        name = "cat",
        description = "Prints an object: config, masterkey, key, index, snapshot, lock, pack, blob or tree.")
final class CatCommand implements Callable<Integer> {
    private static final Set<String> TYPES =
            Set.of("config", "index", "snapshot", "key", "masterkey", "lock", "pack", "blob", "tree");
    private static final Set<String> WITHOUT_ID = Set.of("config", "masterkey");

    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Parameters(
            paramLabel = "TYPE",
            arity = "0..*",
            description = "and for most types an id; for a tree SNAPSHOT[:PATH]")
    List<String> words = List.of();

    CatCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String type = words.isEmpty() ? "" : words.getFirst();
        if (!TYPES.contains(type)) {
            throw new InvalidRequest(
                    type.isEmpty() ? "cat needs to know what" : "there is no type \"" + type + "\"",
                    "name one of config, index, snapshot, key, masterkey, lock, pack, blob, tree");
        }
        if (words.size() < 2 && !WITHOUT_ID.contains(type)) {
            throw new InvalidRequest("cat " + type + " needs an id", "see ids with `holdfast list`");
        }
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lock(open, false)) {
            print(open, type, words.size() < 2 ? "" : words.get(1));
        }
        return 0;
    }

    private void print(Repository open, String type, String id) {
        switch (type) {
            case "config" -> pretty(ConfigJson.encode(open.config()));
            case "masterkey" -> pretty(open.openedKey().json());
            case "key" -> pretty(open.backend().load(file(open, FileType.KEY, id), Range.ALL));
            case "lock" -> pretty(open.loadUnpacked(file(open, FileType.LOCK, id)));
            case "index" -> index(open, file(open, FileType.INDEX, id));
            case "snapshot" -> pretty(open.loadUnpacked(snapshot(open, id)));
            case "pack" -> bytes(open.backend().load(file(open, FileType.PACK, id), Range.ALL));
            case "blob" -> bytes(blob(open, id));
            case "tree" -> bytes(open.loadBlob(BlobType.TREE, tree(open, id)));
            default -> throw new IllegalStateException(type);
        }
    }

    /** The file whose name begins with {@code prefix}. */
    private static FileRef file(Repository open, FileType type, String prefix) {
        if (ObjectId.isName(prefix)) {
            return FileRef.of(type, ObjectId.parse(prefix));
        }
        List<ObjectId> matching = open.ids(type).stream()
                .filter(id -> id.toString().startsWith(prefix))
                .toList();
        if (matching.size() != 1) {
            throw new InvalidRequest(
                    (matching.isEmpty() ? "no " : matching.size() + " ")
                            + type.name().toLowerCase(Locale.ROOT) + (matching.size() > 1 ? " ids begin" : " id begins")
                            + " with \"" + prefix + "\"",
                    "see ids with `holdfast list`");
        }
        return FileRef.of(type, matching.getFirst());
    }

    private FileRef snapshot(Repository open, String wanted) {
        SnapshotFilter latest = repository.configured.snapshots(surroundings);
        return FileRef.of(
                FileType.SNAPSHOT, new Snapshots(open).find(wanted, latest).id());
    }

    private static byte[] blob(Repository open, String text) {
        if (!ObjectId.isName(text)) {
            throw new InvalidRequest("\"" + text + "\" is not the id of a blob", "give all 64 digits of it");
        }
        ObjectId id = ObjectId.parse(text);
        for (BlobType type : BlobType.values()) {
            if (!open.places(type, id).isEmpty()) {
                return open.loadBlob(type, id);
            }
        }
        throw new BlobMissing(BlobType.DATA, id);
    }

    private ObjectId tree(Repository open, String text) {
        SnapshotFilter latest = repository.configured.snapshots(surroundings);
        return repository.configured.folder(open, text, latest, surroundings).tree();
    }

    private void pretty(byte[] json) {
        surroundings.out().println(PrettyJson.of(new String(json, StandardCharsets.UTF_8)));
    }

    /** An index may be larger than the memory. */
    private void index(Repository open, FileRef file) {
        LastByte out = new LastByte(surroundings.out());
        try {
            open.copyIndex(file, out);
        } catch (IOException e) {
            throw new DestinationFailure(StandardOutput.NAME, SystemError.reason(e), e);
        }
        if (out.last != '\n') {
            surroundings.out().println();
        }
    }

    /** Passes bytes on and knows the last of them. */
    private static final class LastByte extends OutputStream {
        private final StandardOutput out;
        private int last;

        LastByte(PrintStream out) {
            this.out = new StandardOutput(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            last = b;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            last = length > 0 ? bytes[offset + length - 1] : last;
        }
    }

    private void bytes(byte[] bytes) {
        surroundings.out().write(bytes, 0, bytes.length);
    }
}
