package dev.holdfast.config;

import dev.holdfast.secret.SecretResolver;
import java.util.List;

/** Looks for the secrets that a configuration needs, without running a program for any. */
public final class SecretCheck {
    private SecretCheck() {}

    /**
     * The problems of the configuration, and with them secrets that can't be had, as errors, and secret files open to others,
     * as warnings; all in the order of the files.
     */
    public static List<Problem> problems(Config config, SecretResolver resolver) {
        Findings findings = new Findings(config.problems());
        for (SecretUse use : config.secrets()) {
            resolver.check(use.secret())
                    .ifPresentOrElse(
                            missing -> findings.error(use.place(), use.key() + ": " + missing.what(), missing.fix()),
                            () -> resolver.warning(use.secret())
                                    .ifPresent(warning -> findings.warning(
                                            use.place(), use.key() + ": " + warning.what(), warning.fix())));
        }
        return findings.sorted();
    }
}
