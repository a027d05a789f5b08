package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.util.List;

/** The view of a file system that patterns for files need. */
public interface NameLister {
    /** Whether something is at the path, a link that leads nowhere included. */
    boolean exists(ByteString path);

    /**
     * The names in a directory, without {@code .} and {@code ..}, in any order; a link to a directory is followed.
     * Empty for everything that is no directory or can't be read.
     *
     * @param directory relative to where the process works unless it begins with a slash
     */
    List<ByteString> names(ByteString directory);
}
