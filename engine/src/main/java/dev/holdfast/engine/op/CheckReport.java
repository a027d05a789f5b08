package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.LockLost;
import dev.holdfast.engine.model.ObjectId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes findings on, one at a time, and counts them; for any thread. */
final class CheckReport {
    private final Consumer<Finding> listener;
    private final Set<ObjectId> brokenPacks = Collections.synchronizedSet(new TreeSet<>());
    private final List<FileRef> brokenFiles = new ArrayList<>();
    private long errors;
    private long hints;
    private boolean needsMarked;
    private volatile boolean suggestRepairIndex;
    private volatile boolean suggestPrune;
    private volatile boolean isLackingData;
    private volatile boolean hasUnlistedPacks;

    CheckReport(Consumer<Finding> listener) {
        this.listener = listener;
    }

    void error(String subject, String reason) {
        error(subject, reason, null);
    }

    synchronized void error(String subject, String reason, Finding.@Nullable Place place) {
        errors++;
        listener.accept(new Finding.Damage(subject, reason, place));
    }

    synchronized void hint(String subject, String reason) {
        hints++;
        listener.accept(new Finding.Hint(subject, reason));
    }

    /** Does one step of the check; what goes wrong with {@code subject} is a finding, not the end. */
    boolean attempt(String subject, Runnable step) {
        try {
            step.run();
            return true;
        } catch (Interrupted | LockLost e) {
            throw e;
        } catch (DamagedFile e) {
            error(e.file(), e.reason());
        } catch (EngineException e) {
            error(subject, reason(e));
        }
        return false;
    }

    /** As {@link #attempt(String, Runnable)} for a file that is broken if it is damaged. */
    void attempt(FileRef file, Runnable step) {
        attempt(file.toString(), () -> {
            try {
                step.run();
            } catch (DamagedFile e) {
                brokenFile(file);
                throw e;
            }
        });
    }

    private synchronized void brokenFile(FileRef file) {
        brokenFiles.add(file);
    }

    private static String reason(EngineException e) {
        return e instanceof EngineException.FileMissing ? "it is missing" : String.valueOf(e.getMessage());
    }

    void brokenPack(ObjectId pack) {
        brokenPacks.add(pack);
    }

    void suggestRepairIndex() {
        suggestRepairIndex = true;
    }

    /** A snapshot leads to what no index tells of. */
    void lacksData() {
        isLackingData = true;
    }

    /** There is a pack of which no index tells. */
    void unlistedPack() {
        hasUnlistedPacks = true;
    }

    void suggestPrune() {
        suggestPrune = true;
    }

    /** Tells, once, that a snapshot leads to something that lies only in packs that are marked. */
    synchronized void needsMarked() {
        if (!needsMarked) {
            needsMarked = true;
            hint(
                    "snapshots",
                    "some need what lies only in packs that are marked to be deleted: Holdfast reads them, restic can't;"
                            + " `holdfast prune --two-phase` mends that");
        }
    }

    synchronized Check.Result result(long packsRead, long bytesRead) {
        // What is missing or broken may lie sound where no index leads to any more: no prune before that was seen.
        boolean isIndexMissing = hasUnlistedPacks && (isLackingData || !brokenPacks.isEmpty());
        return new Check.Result(
                errors,
                hints,
                brokenFiles.stream()
                        .sorted(Comparator.comparing(FileRef::toString))
                        .toList(),
                isLackingData,
                List.copyOf(brokenPacks),
                suggestRepairIndex || isIndexMissing,
                suggestPrune && !isIndexMissing,
                packsRead,
                bytesRead);
    }
}
