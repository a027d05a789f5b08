package dev.holdfast.job;

/** The name of a job in the file. */
public record JobName(String text) implements Comparable<JobName> {
    /** What a name must look like, as a regular expression. */
    public static final String PATTERN = Name.PATTERN;

    public JobName {
        Name.checked(text, "job");
    }

    /** The tag that every snapshot of the job carries; retention groups by it. */
    public String tag() {
        return "job:" + text;
    }

    @Override
    public int compareTo(JobName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
