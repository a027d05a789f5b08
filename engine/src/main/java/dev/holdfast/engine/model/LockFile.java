package dev.holdfast.engine.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a lock file tells: who works on the repository since when.
 *
 * @param time when it was made or last refreshed
 * @param exclusive whether nobody else may work on the repository meanwhile
 * @param pid number of the process
 * @param uid number of the user, unsigned 32 bit
 * @param gid number of the user's group, unsigned 32 bit
 * @param prunes whether the owner prunes beside others, which only one may do at a time
 * @param process what tells the process apart from others with its number; null if another program wrote the lock
 */
public record LockFile(
        Timestamp time,
        boolean exclusive,
        String hostname,
        String username,
        long pid,
        long uid,
        long gid,
        boolean prunes,
        @Nullable Owner process) {

    /** What tells the process apart from others with its number, if it is known. */
    public Optional<Owner> owner() {
        return Optional.ofNullable(process);
    }

    /**
     * A process, told apart from any other on any machine.
     *
     * @param boot the id the system chose when it was booted
     * @param pidNamespace number of the name space that the process number belongs to
     * @param start when the process began, in the clock ticks of the system since its boot
     */
    public record Owner(String boot, long pidNamespace, long start) {}
}
