package dev.holdfast.job;

/** What one source of a job backs up, and how. */
public sealed interface SourceSettings permits FilesSource, CommandSource {
    /** The word that names the kind in the file, such as {@code files}. */
    String kind();
}
