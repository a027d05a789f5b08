package dev.holdfast.engine.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.engine.model.ObjectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalBackendTest implements BackendContract {
    @TempDir
    Path folder;

    @Override
    public Backend open() {
        return LocalBackend.at(folder.resolve("repository"));
    }

    @Override
    public void plantForeignFiles() throws IOException {
        Path root = folder.resolve("repository");
        String name = ObjectId.of(new byte[32]).toString();
        String upperCase = "AB" + name.substring(2);
        for (String place : new String[] {"keys", "locks", "snapshots", "index", "data", "data/00", "data/ab"}) {
            Files.writeString(root.resolve(place, "notes.txt"), "foreign", UTF_8);
            Files.writeString(root.resolve(place, name + "-tmp-0123"), "half", UTF_8);
            Files.writeString(root.resolve(place, upperCase), "foreign", UTF_8);
            Files.writeString(root.resolve(place, name.substring(1)), "foreign", UTF_8);
            Files.createDirectory(root.resolve(place, "ff" + name.substring(2)));
        }
        Files.writeString(root.resolve("data", "ab", name), "a pack in the wrong folder", UTF_8);
        Files.createDirectory(root.resolve("data", "lost+found"));
    }
}
