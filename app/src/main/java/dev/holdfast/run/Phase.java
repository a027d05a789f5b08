package dev.holdfast.run;

import java.util.Locale;

/** The steps of a run and of a first backup, in order. */
public enum Phase {
    /** A new repository is made. */
    MAKE("make the repository"),
    /** Password, repository, lock and parent snapshot. */
    OPEN("open"),
    /** The sources are read and stored, and the snapshot written. */
    BACK_UP("back up"),
    /** What was written is verified. */
    CHECK("check"),
    /** A sample is restored and compared with the source. */
    PROVE("restore and compare"),
    /** The configuration is written. */
    CONFIGURE("write the configuration");

    private final String words;

    Phase(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** For programs: lower case, words joined by an underscore. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
