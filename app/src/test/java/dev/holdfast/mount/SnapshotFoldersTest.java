package dev.holdfast.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotFoldersTest {
    private static final MountSettings SETTINGS = new MountSettings(
            SnapshotFilter.ALL, PathTemplate.DEFAULT, new TimeTemplate(TimeTemplate.DEFAULT, ZoneOffset.UTC), false);

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-08-01T00:00:00Z"));
    private Path repository;
    private Path source;

    @BeforeEach
    void makeRepository() throws IOException {
        repository = Files.createDirectory(folder.resolve("repository"));
        source = Files.createDirectory(folder.resolve("source"));
        try (RepositoryFixture fixture = RepositoryFixture.at(repository)) {
            fixture.backup(source);
        }
    }

    private int shown(SnapshotFolders folders) {
        return assertNotNullFolder(folders.folder("/ids")).entries().size();
    }

    private static SnapshotFolders.Folder assertNotNullFolder(SnapshotFolders.Folder found) {
        assertNotNull(found);
        return found;
    }

    @Test
    void newSnapshotsAppearAfterAMinuteWithTheirContent() throws IOException {
        List<String> told = new ArrayList<>();
        try (Repository open = RepositoryFixture.existing(repository).repository()) {
            SnapshotFolders folders =
                    new SnapshotFolders(open, SETTINGS, now::get, new Problems((path, _) -> told.add(path)));
            assertEquals(1, shown(folders));
            int before = open.index().size();

            Files.writeString(source.resolve("new"), "content");
            try (RepositoryFixture fixture = RepositoryFixture.existing(repository)) {
                fixture.backup(source);
            }
            now.updateAndGet(time -> time.plusSeconds(59));
            assertEquals(1, shown(folders));
            now.updateAndGet(time -> time.plusSeconds(1));

            assertEquals(2, shown(folders));
            assertTrue(open.index().size() > before);
            try (Stream<Path> files = Files.list(repository.resolve("snapshots"))) {
                Files.delete(files.findFirst().orElseThrow());
            }
            now.updateAndGet(time -> time.plusSeconds(60));
            assertEquals(1, shown(folders));
        }
        assertEquals(List.of(), told);
    }

    @Test
    void aSnapshotStoredAfterTheIndexWasLoadedIsInTheIndex() throws IOException {
        try (Repository open = RepositoryFixture.existing(repository).repository()) {
            int before = open.index().size();
            Files.writeString(source.resolve("new"), "content");
            try (RepositoryFixture fixture = RepositoryFixture.existing(repository)) {
                fixture.backup(source);
            }

            assertEquals(2, shown(new SnapshotFolders(open, SETTINGS, now::get, new Problems((_, _) -> {}))));

            assertTrue(open.index().size() > before);
        }
    }

    @Test
    void aDamagedSnapshotIsLeftOutAndToldOnce() throws IOException {
        String name = "00".repeat(32);
        Files.writeString(repository.resolve("snapshots").resolve(name), "no snapshot");
        List<String> told = new ArrayList<>();
        try (Repository open = RepositoryFixture.existing(repository).repository()) {
            SnapshotFolders folders = new SnapshotFolders(open, SETTINGS, now::get, new Problems((path, problem) -> {
                assertTrue(problem instanceof EngineException.DamagedFile);
                told.add(path);
            }));

            assertEquals(1, shown(folders));
            now.updateAndGet(time -> time.plusSeconds(60));
            assertEquals(1, shown(folders));
        }
        assertEquals(List.of("snapshots/" + name), told);
    }

    @Test
    void timesAreWrittenAsGoWritesThem() {
        Timestamp time = new Timestamp(1_704_449_472, 120_000_000, 19_800);

        assertEquals("2024-01-05T15:41:12+05:30", written("2006-01-02T15:04:05Z07:00", time));
        assertEquals("Friday Fri January Jan 1 5  5   5 005", written("Monday Mon January Jan 1 2 _2 __2 002", time));
        assertEquals("3:41PM 03 pm .12 .120 24 _2024", written("3:04PM 03 pm .99 .000 06 _2006", time));
        assertEquals("+0530 +05 +05:30:00 +053000 +0530", written("-0700 -07 -07:00:00 -070000 Z0700", time));
        assertEquals("Month IST +0530", written("Month ", time) + zone("Asia/Kolkata", time) + zone("UTC", time));
    }

    private static String written(String template, Timestamp time) {
        return new TimeTemplate(template, ZoneOffset.UTC).format(time);
    }

    private static String zone(String zone, Timestamp time) {
        return new TimeTemplate("MST", ZoneId.of(zone)).format(time) + (zone.equals("UTC") ? "" : " ");
    }
}
