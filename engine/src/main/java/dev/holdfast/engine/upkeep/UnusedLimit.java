package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.filter.Sizes;
import dev.holdfast.engine.model.EngineException.InvalidRequest;

/** How many unused bytes may stay in packs that hold used ones as well. */
public sealed interface UnusedLimit {
    /** As restic does where nothing is asked for. */
    static UnusedLimit usual() {
        return new Share(5);
    }

    /** Any number. */
    record Unlimited() implements UnusedLimit {}

    /** A number of bytes. */
    record Bytes(long bytes) implements UnusedLimit {}

    /** A share of all that is left, in percent: at least 0, less than 100. */
    record Share(double percent) implements UnusedLimit {}

    /** The number of unused bytes that may stay beside so many used ones. */
    default long beside(long usedBytes) {
        return switch (this) {
            case Unlimited _ -> Long.MAX_VALUE;
            case Bytes limit -> limit.bytes();
            case Share share -> (long) (share.percent() / (100 - share.percent()) * usedBytes);
        };
    }

    /**
     * Reads {@code unlimited}, a share such as {@code 5%}, or a size such as {@code 200M}.
     *
     * @throws InvalidRequest if it is none of these
     */
    static UnusedLimit parse(String text) {
        if (text.equals("unlimited")) {
            return new Unlimited();
        }
        if (!text.endsWith("%")) {
            return new Bytes(Sizes.parse(text));
        }
        double percent;
        try {
            percent = Double.parseDouble(text.substring(0, text.length() - 1));
        } catch (NumberFormatException e) {
            percent = -1;
        }
        if (percent >= 0 && percent < 100) {
            return new Share(percent);
        }
        throw new InvalidRequest("not a share: \"" + text + "\"", "give a percentage from 0% to below 100%");
    }
}
