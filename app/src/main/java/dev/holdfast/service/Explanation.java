package dev.holdfast.service;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.job.InvalidValue;
import dev.holdfast.run.RunReport;
import dev.holdfast.secret.SecretException;

/** Cause and fix of an error for a report. */
final class Explanation {
    private Explanation() {}

    /** Throws the error on if it is one of the program itself. */
    static RunReport.Failure of(RuntimeException error) {
        Advice advice = switch (error) {
            case EngineException e -> Advice.of(e);
            case SecretException e -> Advice.of(e);
            case InvalidValue e -> new Advice(e.what(), e.fix(), Advice.FAILED);
            default -> throw error;
        };
        return new RunReport.Failure(advice.what(), advice.fix(), advice.exitCode());
    }
}
