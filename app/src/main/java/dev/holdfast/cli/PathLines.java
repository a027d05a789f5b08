package dev.holdfast.cli;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;

/**
 * Prints paths, a line each: the bytes as they are for other programs, without what could rule the terminal for people.
 */
final class PathLines {
    private final PrintStream out;
    private final boolean forPeople;

    PathLines(Surroundings surroundings) {
        this.out = surroundings.out();
        this.forPeople = surroundings.terminal().output().getAsBoolean();
    }

    void print(String before, ByteString path) {
        out.print(before);
        if (forPeople) {
            out.println(Text.safe(path.toString()));
        } else {
            byte[] bytes = path.toBytes();
            out.write(bytes, 0, bytes.length);
            out.println();
        }
    }
}
