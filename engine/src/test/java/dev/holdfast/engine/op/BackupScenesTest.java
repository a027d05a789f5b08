package dev.holdfast.engine.op;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupScenesTest {
    @TempDir
    Path folder;

    @Test
    void timesBeyondAllCalendarsAreNoCatastrophe() throws Exception {
        RestoreScenesTest.assertScene(BackupScenes.class, "far-times", folder, "-rm");
    }
}
