package dev.holdfast.job;

/** The name of a host in the file; {@code local} is always there. */
public record HostName(String text) implements Comparable<HostName> {
    /** What a name must look like, as a regular expression. */
    public static final String PATTERN = Name.PATTERN;

    /** The machine that the program runs on. */
    public static final HostName LOCAL = new HostName("local");

    public HostName {
        Name.checked(text, "host");
    }

    @Override
    public int compareTo(HostName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
