package dev.holdfast.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects problems while files are read, up to a bound. Not for use by several threads. */
final class Findings {
    /** More than anyone reads; a file made to harm must not fill the memory with complaints. */
    static final int LIMIT = 500;

    private final List<Problem> problems = new ArrayList<>();

    Findings() {}

    /** Findings that begin with what was found before. */
    Findings(List<Problem> before) {
        problems.addAll(before);
    }

    void error(Place place, String what, String fix) {
        add(new Problem(Problem.Severity.ERROR, place, what, fix));
    }

    void warning(Place place, String what, String fix) {
        add(new Problem(Problem.Severity.WARNING, place, what, fix));
    }

    private void add(Problem problem) {
        if (problems.size() < LIMIT || (problem.isError() && !hasErrors())) {
            problems.add(problem);
        }
    }

    /** Whether more would only be thrown away. */
    boolean isFull() {
        return problems.size() >= LIMIT && hasErrors();
    }

    boolean hasErrors() {
        return problems.stream().anyMatch(Problem::isError);
    }

    /** All problems, file by file in the order in which the files were met, from top to bottom. */
    List<Problem> sorted() {
        List<String> files = problems.stream()
                .map(problem -> problem.place().file())
                .distinct()
                .toList();
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparingInt((Problem problem) ->
                                files.indexOf(problem.place().file()))
                        .thenComparingInt(problem -> problem.place().line())
                        .thenComparingInt(problem -> problem.place().column()))
                .toList();
    }
}
