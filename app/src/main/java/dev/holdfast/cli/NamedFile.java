package dev.holdfast.cli;

import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.service.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;

/** A file that is named on the command line and read whole, such as a list of patterns. */
final class NamedFile {
    private NamedFile() {}

    /** The bytes; {@code -} is standard input. */
    static byte[] read(String name, Surroundings surroundings) {
        try {
            if (name.equals("-")) {
                return surroundings.in().readAllBytes();
            }
            return Files.readAllBytes(RepositoryOptions.directory(surroundings).resolve(name));
        } catch (IOException e) {
            throw new InvalidRequest("the file " + name + " can't be read: " + SystemError.reason(e), "check its name");
        } catch (InvalidPathException e) {
            throw new InvalidRequest(name + " is not the name of a file: " + e.getReason(), "check its name");
        }
    }
}
