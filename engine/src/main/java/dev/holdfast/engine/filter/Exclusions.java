package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a backup leaves out: patterns, tagged directories, large files, other file systems, folders of the program's
 * own.
 *
 * <p>Asked while the tree is walked, in two steps for each entry: by its name, before anything is read about it, and by
 * its metadata. What was named to be backed up is never left out, nor are the directories on the way there; with
 * everything else of such a directory the rules go on as usual. Source: restic's manual and what restic 0.19.1 does.
 */
public final class Exclusions {
    /**
     * A path that was named to be backed up.
     *
     * @param path absolute
     * @param deviceId number of the file system it lies on
     */
    public record Target(ByteString path, long deviceId) {}

    final List<PatternList> lists;
    final List<TagRule> tagRules;
    final long largestSize;
    final boolean oneFileSystem;
    private final TargetTree targets = new TargetTree();

    private Exclusions(Builder builder) {
        this.lists = List.of(
                        PatternList.ignoringCase(builder.insensitivePatterns),
                        PatternList.of(builder.patterns),
                        PatternList.folders(builder.folders))
                .stream()
                .filter(list -> !list.isEmpty())
                .toList();
        this.tagRules = List.copyOf(builder.tagRules);
        this.largestSize = builder.largestSize;
        this.oneFileSystem = builder.oneFileSystem;
        for (Target target : builder.targets) {
            targets.add(PathNames.split(target.path), OptionalLong.of(target.deviceId));
        }
    }

    /** Starts with leaving out nothing. */
    public static Builder builder() {
        return new Builder();
    }

    /** The root directory, where every walk begins. */
    public ExclusionDirectory root(long deviceId, TagCheck tags) {
        return ExclusionDirectory.root(this, targets, deviceId, tags);
    }

    /** Collects the rules, each checked as it comes except the patterns, which {@link #build} checks. */
    public static final class Builder {
        private final List<ByteString> patterns = new ArrayList<>();
        private final List<ByteString> insensitivePatterns = new ArrayList<>();
        private final List<ByteString> folders = new ArrayList<>();
        private final List<TagRule> tagRules = new ArrayList<>();
        private final List<Target> targets = new ArrayList<>();
        private long largestSize = Long.MAX_VALUE;
        private boolean oneFileSystem;

        private Builder() {}

        /** {@code --exclude}. */
        public Builder patterns(List<ByteString> add) {
            patterns.addAll(add);
            return this;
        }

        /** {@code --iexclude}: a list of its own, so it takes nothing back from the other. */
        public Builder insensitivePatterns(List<ByteString> add) {
            insensitivePatterns.addAll(add);
            return this;
        }

        /** {@code --exclude-file}: the content of a file; call it after {@link #patterns}, as restic orders them. */
        public Builder patternFile(byte[] file, Map<String, String> environment) {
            return patterns(PatternFile.patterns(file, environment));
        }

        /** {@code --iexclude-file}: the content of a file. */
        public Builder insensitivePatternFile(byte[] file, Map<String, String> environment) {
            return insensitivePatterns(PatternFile.patterns(file, environment));
        }

        /** Absolute paths that are left out with everything beneath, such as the cache and the repository itself. */
        public Builder folders(List<ByteString> absolutePaths) {
            folders.addAll(absolutePaths);
            return this;
        }

        /** {@code --exclude-caches}. */
        public Builder caches() {
            tagRules.add(TagRule.CACHE_DIRECTORY);
            return this;
        }

        /** {@code --exclude-if-present NAME[:HEADER]}. */
        public Builder ifPresent(ByteString rule) {
            tagRules.add(TagRule.parse(rule));
            return this;
        }

        /** {@code --exclude-larger-than}: the largest size that is kept. */
        public Builder largerThan(long bytes) {
            largestSize = bytes;
            return this;
        }

        /** {@code --one-file-system}: stay on the file systems of the targets. */
        public Builder oneFileSystem() {
            oneFileSystem = true;
            return this;
        }

        /** What is to be backed up. */
        public Builder targets(List<Target> add) {
            targets.addAll(add);
            return this;
        }

        /**
         * The rules together.
         *
         * @throws dev.holdfast.engine.model.EngineException.InvalidRequest naming all malformed patterns
         */
        public Exclusions build() {
            return new Exclusions(this);
        }
    }
}
