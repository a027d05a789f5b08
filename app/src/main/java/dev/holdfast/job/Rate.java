package dev.holdfast.job;

/** A number of bytes in a second, such as {@code 10MB/s}. */
public record Rate(long bytesPerSecond) {
    /** What a rate must look like, as a regular expression. */
    public static final String PATTERN = ByteSize.PATTERN + "/s";

    public Rate {
        if (bytesPerSecond <= 0) {
            throw new InvalidValue("a rate of " + bytesPerSecond + " B/s lets nothing through", "write a rate above 0");
        }
    }

    /** Reads such as {@code 10MB/s}. */
    public static Rate parse(String text) {
        String stripped = text.strip();
        if (!stripped.endsWith("/s")) {
            throw notARate(text);
        }
        ByteSize size;
        try {
            size = ByteSize.parse(stripped.substring(0, stripped.length() - 2));
        } catch (InvalidValue e) {
            throw notARate(text);
        }
        return new Rate(size.bytes());
    }

    private static InvalidValue notARate(String text) {
        return new InvalidValue(
                InvalidValue.quoted(text) + " is not a rate", "write a size per second, such as 10MB/s or 10MiB/s");
    }
}
