package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.repo.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A check and what it found. */
record CheckRun(Check.Result result, List<Finding> findings) {
    /** Checks everything, data too. */
    static CheckRun full(Repository repository) {
        return of(repository, ReadSubset.all());
    }

    static CheckRun of(Repository repository, ReadSubset data) {
        return of(repository, SnapshotFilter.ALL, data);
    }

    static CheckRun of(Repository repository, SnapshotFilter snapshots, ReadSubset data) {
        List<Finding> findings = new ArrayList<>();
        Check.Request request = new Check.Request(snapshots, Set.of(), data, 2, new Random(1));
        Check.Result result = new Check(repository, request, findings::add, new CheckProgress()).run();
        return new CheckRun(result, findings);
    }

    /** Whether some damage is told of {@code subject}. */
    boolean damages(Object subject) {
        return findings.stream()
                .anyMatch(finding ->
                        finding instanceof Finding.Damage && finding.subject().equals(subject.toString()));
    }

    /** Asserts that damage of {@code subject} is told with these words. */
    void assertDamage(Object subject, String words) {
        assertTrue(
                findings.stream()
                        .anyMatch(finding -> finding instanceof Finding.Damage
                                && finding.subject().equals(subject.toString())
                                && finding.reason().contains(words)),
                () -> "no damage of " + subject + " with \"" + words + "\" in " + findings);
    }

    /** Asserts that a hint for {@code subject} is told with these words. */
    void assertHint(Object subject, String words) {
        assertTrue(
                findings.stream()
                        .anyMatch(finding -> finding instanceof Finding.Hint
                                && finding.subject().equals(subject.toString())
                                && finding.reason().contains(words)),
                () -> "no hint for " + subject + " with \"" + words + "\" in " + findings);
    }

    void assertSound() {
        assertTrue(findings.isEmpty() && result.isSound(), findings::toString);
    }
}
