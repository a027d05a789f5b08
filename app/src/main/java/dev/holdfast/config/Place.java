package dev.holdfast.config;

/**
 * A place in a file.
 *
 * @param line from 1, or 0 for the file as a whole
 * @param column from 1, or 0 for the file as a whole
 */
public record Place(String file, int line, int column) {
    static Place wholeFile(String file) {
        return new Place(file, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
