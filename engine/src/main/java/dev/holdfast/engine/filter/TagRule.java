package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;

/**
 * Leaves out what lies beside a tag file, but not the tag file.
 *
 * @param header how the tag file must begin; if empty, its being there is enough
 */
record TagRule(ByteString name, ByteString header) {
    /** The rule of the Cache Directory Tagging Specification. */
    static final TagRule CACHE_DIRECTORY =
            new TagRule(ByteString.of("CACHEDIR.TAG"), ByteString.of("Signature: 8a477f597d28d172789f06886806bc55"));

    /** Parses {@code NAME} or {@code NAME:HEADER}. */
    static TagRule parse(ByteString rule) {
        int colon = 0;
        while (colon < rule.length() && rule.at(colon) != ':') {
            colon++;
        }
        if (colon == 0) {
            throw new InvalidRequest("no name of a tag file in \"" + rule + "\"", "write NAME or NAME:HEADER");
        }
        ByteString header =
                colon == rule.length() ? ByteString.EMPTY : CodePoints.slice(rule, colon + 1, rule.length());
        return new TagRule(CodePoints.slice(rule, 0, colon), header);
    }

    boolean applies(TagCheck directory) {
        return directory.isTagged(name, header);
    }
}
