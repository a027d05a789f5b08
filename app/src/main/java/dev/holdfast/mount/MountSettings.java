package dev.holdfast.mount;

import dev.holdfast.engine.op.SnapshotFilter;
import java.util.List;

/**
 * What is shown, and how.
 *
 * @param filter which snapshots
 * @param pathTemplates where each is shown, see {@link PathTemplate}
 * @param timeTemplate how its time is written there
 * @param ownerRoot whether everything belongs to the root user, whatever the snapshot tells
 */
public record MountSettings(
        SnapshotFilter filter, List<PathTemplate> pathTemplates, TimeTemplate timeTemplate, boolean ownerRoot) {}
