package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.repo.Parallel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories of two repositories, in which Holdfast and the real restic back up a folder that changes, forget, prune, copy,
 * rewrite, tag and repair, while calls fail, processes are killed and others work at the same time: the real restic finds nothing
 * wrong in the end, and every snapshot that was not forgotten comes back as its folder was, byte by byte and with all metadata.
 *
 * <p>{@code -Dholdfast.histories=500} for more of them, {@code -Dholdfast.history=SEED} for a single one again.
 */
final class HistoryTest {
    @TempDir
    private Path home;

    @Test
    void everyHistoryEndsSound() {
        Long single = Long.getLong("holdfast.history");
        int count = single != null ? 1 : Integer.getInteger("holdfast.histories", 50);
        long first = single != null ? single : new Random().nextLong();
        System.out.println(count + " histories from seed " + first);
        List<AssertionError> failures = Collections.synchronizedList(new ArrayList<>());

        new Parallel(2).forEach(LongStream.range(first, first + count).boxed().toList(), seed -> {
            try {
                live(seed);
            } catch (AssertionError e) {
                System.out.println(e.getMessage() + "\n  " + e.getCause());
                failures.add(e);
            }
        });

        if (!failures.isEmpty()) {
            AssertionError failure = new AssertionError(failures.size() + " of " + count + " histories failed");
            failures.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private void live(long seed) {
        Path place = home.resolve("history" + seed);
        try {
            Files.createDirectory(place);
            new History(place, seed).live();
            FileTrees.clear(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
