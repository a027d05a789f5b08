package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.util.List;
import java.util.Map;

/** A file of patterns, one a line; {@code #} begins a comment and variables of the environment are put in. */
public final class PatternFile {
    private PatternFile() {}

    /** The patterns of a file with this content. */
    public static List<ByteString> patterns(byte[] file, Map<String, String> environment) {
        Variables variables = new Variables(environment);
        return TextLines.withoutComments(file).stream().map(variables::expand).toList();
    }
}
