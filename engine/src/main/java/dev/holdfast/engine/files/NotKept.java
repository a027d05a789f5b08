package dev.holdfast.engine.files;

import dev.holdfast.engine.posix.Posix;
import java.nio.file.FileSystems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a backup or restore does not keep on a system where only plain Java is to be had; on Linux everything is kept. */
public enum NotKept {
    EXTENDED_ATTRIBUTES("extended attributes and access control lists", false),
    SPECIAL_FILES("devices and fifos when restoring", false),
    HARD_LINKS("hard links (each name is restored as a file of its own)", false),
    HOLES("holes of sparse files", false),
    ODD_NAMES("names that are not text", false),
    OWNERS("owners and permissions (but for read-only files)", true),
    FINE_TIMES("times finer than 100 ns and times of change", true),
    FILE_FLAGS("hidden and system flags and times of creation", true),
    JUNCTIONS("junctions and other reparse points but symbolic links", true);

    private final String text;
    private final boolean onlyWithoutUnix;

    NotKept(String text, boolean onlyWithoutUnix) {
        this.text = text;
        this.onlyWithoutUnix = onlyWithoutUnix;
    }

    /** What is lost, for people. */
    public String text() {
        return text;
    }

    /** What is not kept here; empty on Linux. */
    public static List<NotKept> onThisSystem() {
        return Posix.isSupported() ? List.of() : plain(PlainStatusReader.isUnix(FileSystems.getDefault()));
    }

    /** What is not kept here, in one line for people; empty on Linux. */
    public static Optional<String> note() {
        List<NotKept> lost = onThisSystem();
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of("note: not kept on this system: "
                        + String.join("; ", lost.stream().map(NotKept::text).toList()));
    }

    /** What plain Java does not keep. */
    static List<NotKept> plain(boolean unix) {
        List<NotKept> lost = new ArrayList<>(List.of(values()));
        lost.removeIf(thing -> unix && thing.onlyWithoutUnix);
        return List.copyOf(lost);
    }
}
