package dev.holdfast.run;

import dev.holdfast.engine.tree.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects what a restore test finds; by any thread. */
final class Findings {
    private final List<Problem> differences = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long count;

    synchronized void difference(Problem difference) {
        count++;
        if (differences.size() < RunReport.MOST_PROBLEMS) {
            differences.add(difference);
        }
    }

    synchronized void note(String what) {
        notes.add(what);
    }

    synchronized long count() {
        return count;
    }

    synchronized List<Problem> kept() {
        return List.copyOf(differences);
    }

    synchronized List<String> notes() {
        return List.copyOf(notes);
    }
}
