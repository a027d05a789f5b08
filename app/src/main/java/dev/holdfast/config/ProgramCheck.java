package dev.holdfast.config;

import dev.holdfast.engine.posix.ProgramSearch;
import dev.holdfast.secret.SecretRef;
import java.util.List;

/** Looks for the programs that a configuration runs, without running any. */
public final class ProgramCheck {
    private ProgramCheck() {}

    /**
     * The problems found before, and with them programs that can't be started here, in the order of the files. They are
     * warnings: the file may be checked on another machine than the one that runs its jobs, or with another PATH.
     */
    public static List<Problem> problems(Config config, List<Problem> before, ProgramSearch search) {
        Findings findings = new Findings(before);
        for (ProgramUse use : config.programs()) {
            check(use, search, findings);
        }
        for (SecretUse use : config.secrets()) {
            if (use.secret() instanceof SecretRef.Command(List<String> run)) {
                check(new ProgramUse(use.key(), run.getFirst(), use.place()), search, findings);
            }
        }
        return findings.sorted();
    }

    private static void check(ProgramUse use, ProgramSearch search, Findings findings) {
        search.obstacle(use.program())
                .ifPresent(obstacle -> findings.warning(
                        use.place(),
                        use.key() + ": the program " + Quoted.of(use.program()) + " can't be started here: "
                                + obstacle.words(),
                        fix(obstacle) + "; where the job runs, not only where the file is checked"));
    }

    /** What to do about a program that can't be started. */
    public static String fix(ProgramSearch.Obstacle obstacle) {
        return switch (obstacle) {
            case MISSING -> "install it, or write its full path";
            case NOT_EXECUTABLE -> "make it executable with `chmod +x`, or run as a user who may run it";
        };
    }
}
