package dev.holdfast.job;

/** The name of a repository in the file. */
public record RepositoryName(String text) implements Comparable<RepositoryName> {
    /** What a name must look like, as a regular expression. */
    public static final String PATTERN = Name.PATTERN;

    public RepositoryName {
        Name.checked(text, "repository");
    }

    @Override
    public int compareTo(RepositoryName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
