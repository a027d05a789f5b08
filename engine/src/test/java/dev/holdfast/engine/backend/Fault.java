package dev.holdfast.engine.backend;

/** What a {@link FaultyBackend} does to a call. */
public enum Fault {
    /** The call has no effect and fails in a way that may pass. */
    FAIL_BEFORE,
    /** The call has its full effect and then fails all the same, as when an answer is lost on its way. */
    FAIL_AFTER,
    /** The call has no effect and fails in a way that will not pass, such as a refused permission. */
    FAIL_FOR_GOOD,
    /** A save or create has no effect and fails for lack of room; other calls are let through. */
    FULL,
    /**
     * A lie or a break in the middle: a load answers with the first half of the bytes as if they were all (into an
     * array: leaves the second half of it alone); a list tells half of the files and fails; other calls are let
     * through.
     */
    SHORT,
    /** A load answers with one bit turned, in the middle; other calls are let through. */
    CORRUPT,
    /**
     * The call waits until {@link FaultyBackend#release()}, then goes on; if that does not come in time, it fails
     * without effect.
     */
    STALL,
    /** The process dies before the call has its effect: it fails, and so does every later call. */
    CRASH_BEFORE,
    /**
     * The process dies after the call had its effect, but before it is told: it fails, and so does every later call.
     */
    CRASH_AFTER,
    /**
     * The machine dies before the call has its effect, and what was not promised to be durable is undone: packs and
     * locks that were deleted through this object are back, unless they were saved again.
     */
    POWER_CUT;

    /** Whether the call does what it should when it is tried again. */
    public boolean passes() {
        return this == FAIL_BEFORE || this == FAIL_AFTER || this == STALL;
    }

    /** Whether every call after it fails. */
    public boolean isCrash() {
        return switch (this) {
            case CRASH_BEFORE, CRASH_AFTER, POWER_CUT -> true;
            case FAIL_BEFORE, FAIL_AFTER, FAIL_FOR_GOOD, FULL, SHORT, CORRUPT, STALL -> false;
        };
    }
}
