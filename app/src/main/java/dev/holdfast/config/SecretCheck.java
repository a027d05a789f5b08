package dev.holdfast.config;

import dev.holdfast.secret.SecretResolver;
import java.util.List;

/** Looks for the secrets that a configuration needs, without running a program for any. */
public final class SecretCheck {
    private SecretCheck() {}

    /** Secrets that can't be had, as errors, and secret files open to others, as warnings. */
    public static List<Problem> problems(Configuration configuration, SecretResolver resolver) {
        Findings findings = new Findings();
        for (SecretUse use : configuration.secrets()) {
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
