package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A directory that a backup walks through, to be asked which of its entries are left out.
 *
 * <p>Immutable: entries can be asked about in any order and from any thread.
 */
public final class ExclusionDirectory {
    private final Exclusions rules;
    private final PatternList.Directory[] lists;
    private final List<TagRule> tags;
    private final @Nullable TargetTree targets;
    private final OptionalLong allowedDevice;
    private final boolean onAllowedDevice;

    private ExclusionDirectory(
            Exclusions rules,
            PatternList.Directory[] lists,
            List<TagRule> tags,
            @Nullable TargetTree targets,
            OptionalLong allowedDevice,
            long deviceId) {
        this.rules = rules;
        this.lists = lists;
        this.tags = tags;
        this.targets = targets;
        this.allowedDevice = allowedDevice;
        this.onAllowedDevice = allowedDevice.isPresent() && allowedDevice.getAsLong() == deviceId;
    }

    static ExclusionDirectory root(Exclusions rules, TargetTree targets, long deviceId, TagCheck tags) {
        PatternList.Directory[] lists =
                rules.lists.stream().map(PatternList::root).toArray(PatternList.Directory[]::new);
        return new ExclusionDirectory(rules, lists, applying(rules, tags), targets, targets.device(), deviceId);
    }

    /** Whether the entry is left out for its name. Ask this before reading anything about the entry. */
    public boolean excludesName(ByteString name) {
        if (leadsToTarget(name)) {
            return false;
        }
        for (PatternList.Directory list : lists) {
            if (list.matches(name)) {
                return true;
            }
        }
        for (TagRule tag : tags) {
            if (!tag.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the entry is left out for what it is.
     *
     * @param size as the file system tells it, also of a link
     */
    public boolean excludes(ByteString name, boolean directory, long size, long deviceId) {
        if (leadsToTarget(name)) {
            return false;
        }
        if (!directory && size > rules.largestSize) {
            return true;
        }
        boolean foreign = rules.oneFileSystem && allowedDevice.isPresent() && allowedDevice.getAsLong() != deviceId;
        boolean mountPoint = directory && onAllowedDevice;
        return foreign && !mountPoint;
    }

    /** The entry as a directory of its own; {@code entryTags} is asked about its tag files at once. */
    public ExclusionDirectory enter(ByteString name, long deviceId, TagCheck entryTags) {
        PatternList.Directory[] entryLists = new PatternList.Directory[lists.length];
        for (int i = 0; i < lists.length; i++) {
            entryLists[i] = lists[i].enter(name);
        }
        TargetTree entryTargets = targets == null ? null : targets.enter(name);
        boolean target = entryTargets != null && entryTargets.isTarget();
        OptionalLong entryAllowed = target ? entryTargets.device() : allowedDevice;
        return new ExclusionDirectory(
                rules, entryLists, applying(rules, entryTags), entryTargets, entryAllowed, deviceId);
    }

    private boolean leadsToTarget(ByteString name) {
        return name.isEmpty() || targets != null && targets.enter(name) != null;
    }

    private static List<TagRule> applying(Exclusions rules, TagCheck tags) {
        if (rules.tagRules.isEmpty()) {
            return List.of();
        }
        List<TagRule> applying = new ArrayList<>(1);
        for (TagRule rule : rules.tagRules) {
            if (rule.applies(tags)) {
                applying.add(rule);
            }
        }
        return applying;
    }
}
