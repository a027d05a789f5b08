package dev.holdfast.engine.op;

import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.model.ObjectId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The content that is still to be restored, ordered by the packs it lies in, so that each pack is read once. By any thread. */
final class WantedContent {
    private final RestoreRun run;
    private final RestoreWriter writer;
    private final Map<ObjectId, List<RestoreFile.Place>> packs = new LinkedHashMap<>();

    /** Filled only if restored files are to be read back. */
    private final List<Restored> restored = new ArrayList<>();

    private record Restored(RestoreFile file, StoredContent content) {}

    WantedContent(RestoreRun run) {
        this.run = run;
        this.writer = new RestoreWriter(run);
    }

    RestoreWriter writer() {
        return writer;
    }

    /**
     * Adds a file.
     *
     * @param present which blobs are in the file already; if any, the file is changed in place
     */
    void add(RestoreFile file, StoredContent content, BitSet present, boolean inPlace) {
        int count = content.blobs().size() - present.cardinality();
        boolean single = content.blobs().size() <= 1 && !inPlace;
        // A blob that is missing counts as one that never comes, so that the file is not taken for complete.
        file.expect(count + (content.missing() == null ? 0 : 1), single && content.missing() == null, inPlace);
        if (content.missing() != null && file.fail()) {
            run.repositoryProblem(
                    file.path(),
                    "its content is not complete in the repository: data blob " + content.missing()
                            + " is in no index; " + content.size() + " bytes before it are restored");
        }
        if (run.request().dryRun()) {
            pretend(file);
        } else if (count == 0) {
            if (content.missing() == null) {
                writer.writeEmpty(file);
            }
        } else {
            remember(file, content, present);
        }
    }

    private void pretend(RestoreFile file) {
        if (!file.isFailed()) {
            run.progress().addBytesDone(file.size());
            run.done(file);
        }
    }

    private synchronized void remember(RestoreFile file, StoredContent content, BitSet present) {
        if (run.request().verify()) {
            restored.add(new Restored(file, content));
        }
        long offset = 0;
        for (int i = 0; i < content.blobs().size(); i++) {
            BlobLocation place = content.blobs().get(i);
            if (present.get(i)) {
                run.progress().addBytesDone(StoredContent.length(place));
            } else {
                packs.computeIfAbsent(place.pack(), pack -> new ArrayList<>())
                        .add(new RestoreFile.Place(file, offset, place.blob()));
            }
            offset += StoredContent.length(place);
        }
    }

    /** Has everything read and written. No more files may be added. */
    synchronized void read() {
        Iterator<Map.Entry<ObjectId, List<RestoreFile.Place>>> each =
                packs.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<ObjectId, List<RestoreFile.Place>> next = each.next();
            PackReading reading = new PackReading(run, writer, next.getKey(), next.getValue());
            each.remove();
            run.threads().add(reading::run);
            run.throwIfInterrupted();
        }
    }

    /** Has every file that was restored read back and compared. */
    synchronized void verify() {
        for (Restored next : restored) {
            if (!next.file().isFailed()) {
                run.threads().add(new FileVerification(run, next.file(), next.content())::run);
                run.throwIfInterrupted();
            }
        }
    }
}
