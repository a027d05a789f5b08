package dev.holdfast.service;

import dev.holdfast.engine.backend.SystemError;
import java.io.IOException;

/** What to do about an error behind which the system refused something. */
final class SystemFix {
    private SystemFix() {}

    /**
     * The fix for what the system refused.
     *
     * @param then what follows it, such as {@code run again}
     * @param otherwise the whole fix where the system refused nothing, or nothing that is known
     */
    static String of(Throwable error, String then, String otherwise) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException refused) {
                String fix = fix(SystemError.kind(refused));
                return fix.isEmpty() ? otherwise : fix + ", then " + then;
            }
        }
        return otherwise;
    }

    private static String fix(SystemError.Kind kind) {
        return switch (kind) {
            case FULL -> "make room there";
            case DENIED -> "give this user the right, or run as one who has it";
            case READ_ONLY -> "mount that file system for writing, or name another place";
            case MISSING -> "see that all of that path is there";
            case OF_ANOTHER_KIND -> "name another place, or take away what lies there";
            case BROKEN -> "look into the system's log: the disk or the way to it fails; save what can be read";
            case TOO_MANY_OPEN -> "raise the limit of open files with `ulimit -n`";
            case NAME_TOO_LONG -> "name a place with a shorter path";
            case OTHER -> "";
        };
    }
}
