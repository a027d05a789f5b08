package dev.holdfast.service;

import dev.holdfast.engine.model.ByteString;
import java.util.Optional;

/**
 * A first backup with everything that belongs to it: a repository, a password, a snapshot, a check, a restore that is compared
 * with the source, and a configuration. Run again, it makes the next snapshot and proves that.
 */
public final class Quickstart {
    private final Surroundings surroundings;
    private final ConfigurationFile configurationFile;

    /**
     * What to back up.
     *
     * @param path absolute, or relative to the working directory
     * @param to folder of the repository; empty for the usual one
     */
    public record Request(ByteString path, Optional<String> to) {}

    public Quickstart(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.configurationFile = new ConfigurationFile(surroundings, Optional.empty());
    }

    /**
     * Does it.
     *
     * @throws dev.holdfast.engine.model.EngineException if the request can't be met; nothing was done then
     */
    public QuickstartReport run(Request request, QuickstartListener listener) {
        QuickstartPlan plan = new QuickstartPlanner(surroundings, configurationFile).plan(request);
        return new QuickstartRun(surroundings, plan, listener).execute();
    }
}
