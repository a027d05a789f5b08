package dev.holdfast.engine.repo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FaultyBackend;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.StorageFull;
import dev.holdfast.engine.model.EngineException.WrongPassword;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.ScratchRepository;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeysTest {
    private static final ObjectId FIRST = ObjectId.parse("00".repeat(32));

    private final Backend backend = new MemoryBackend();

    KeysTest() {
        ScratchRepository.make(backend, 2);
    }

    @Test
    void damagedKeyIsPassedOver() {
        backend.save(FileRef.of(FileType.KEY, FIRST), new byte[] {'{'});

        try (Repository repository = open(ScratchRepository.PASSWORD, FIRST.toString())) {
            assertEquals(
                    List.of("keys/" + FIRST + " is damaged: its content does not have the hash that is its name"),
                    passedOver(repository));
        }
    }

    @Test
    void ofTwoWhoMakeARepositoryAtOnceOneGivesWay() throws Exception {
        Backend place = new MemoryBackend();
        FaultyBackend slow = new FaultyBackend(
                place, FaultScript.first(1, call -> call.operation() == FaultyBackend.Operation.SAVE, Fault.STALL));
        CompletableFuture<EngineException> first = CompletableFuture.supplyAsync(
                () -> assertThrows(InvalidRequest.class, () -> create(slow).close()));
        slow.awaitStalled();

        Repository second = create(place);
        slow.release();

        assertEquals(
                "another process is making a repository at " + place.location(),
                first.join().getMessage());
        try (second;
                Repository opened = Repository.open(place, password(), "", second.client())) {
            assertEquals(second.config(), opened.config());
            assertEquals(1, keys(place).size());
        }
    }

    @Test
    void whereTheConfigCannotBeStoredNoKeyStays() {
        Backend place = new MemoryBackend();
        FaultyBackend full = new FaultyBackend(
                place,
                FaultScript.each(
                        call -> call.operation() == FaultyBackend.Operation.SAVE && FileRef.CONFIG.equals(call.file()),
                        Fault.FULL));

        assertThrows(StorageFull.class, () -> create(full));

        assertEquals(0, keys(place).size());
        create(place).close();
    }

    @Test
    void aConfigThatWasStoredThoughItsAnswerWasLostKeepsItsKey() {
        Backend place = new MemoryBackend();
        FaultyBackend lost = new FaultyBackend(
                place,
                FaultScript.each(
                        call -> call.operation() == FaultyBackend.Operation.SAVE && FileRef.CONFIG.equals(call.file()),
                        Fault.FAIL_AFTER));

        assertThrows(EngineException.class, () -> create(lost));

        Repository.open(place, password(), "", ScratchRepository.client(InstantSource.system(), new SecureRandom()))
                .close();
    }

    private static Repository create(Backend place) {
        SecureRandom random = new SecureRandom();
        return Repository.create(
                place,
                password(),
                Repository.newConfig(2, random),
                ScratchRepository.client(InstantSource.system(), random));
    }

    private static byte[] password() {
        return "secret".getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void keyOfAnotherRepositoryWithTheSamePasswordIsPassedOver() {
        ObjectId foreign = addKeyOfAnotherRepository();

        try (Repository repository = open(ScratchRepository.PASSWORD, foreign.toString())) {
            assertEquals(
                    List.of("keys/" + foreign + " is damaged: it belongs to another repository"),
                    passedOver(repository));
        }
    }

    @Test
    void passwordThatOpensNoneIsWrongWhateverElseIsDamaged() {
        backend.save(FileRef.of(FileType.KEY, FIRST), new byte[] {'{'});

        WrongPassword wrong = assertThrows(WrongPassword.class, () -> open("other", ""));

        assertTrue(wrong.getMessage().contains("not tried: keys/" + FIRST), wrong.getMessage());
    }

    @Test
    void configIsToBlameIfOnlyKeysOfAnotherRepositoryOpen() {
        keys().forEach(key -> backend.delete(key.file()));
        addKeyOfAnotherRepository();

        DamagedFile damaged = assertThrows(DamagedFile.class, () -> open(ScratchRepository.PASSWORD, ""));

        assertEquals("config", damaged.file());
    }

    @Test
    void moreKeysThanAreTriedIsNoWrongPassword() {
        for (int i = 0; i < 20; i++) {
            backend.save(FileRef.of(FileType.KEY, ObjectId.parse("ab".repeat(31) + (10 + i))), new byte[1]);
        }
        ObjectId tried = addKeyOfAnotherRepository();

        InvalidRequest refused = assertThrows(InvalidRequest.class, () -> open("other", tried.toString()));

        assertTrue(refused.getMessage().contains("first 20 of 22 keys"), refused.getMessage());
    }

    @Test
    void hugeFileAmongTheKeysIsNotLoaded(@TempDir Path folder) throws IOException {
        LocalBackend local = LocalBackend.at(folder);
        ScratchRepository.make(local, 2);
        try (RandomAccessFile file = new RandomAccessFile(
                folder.resolve("keys").resolve(FIRST.toString()).toFile(), "rw")) {
            file.setLength(Integer.MAX_VALUE - 16L);
        }

        try (Repository repository = Repository.open(
                local,
                ScratchRepository.PASSWORD.getBytes(StandardCharsets.UTF_8),
                FIRST.toString(),
                ScratchRepository.client(InstantSource.system(), new SecureRandom()))) {
            assertTrue(passedOver(repository).getFirst().contains("more than any key file"));
        }
    }

    private ObjectId addKeyOfAnotherRepository() {
        Backend other = new MemoryBackend();
        ScratchRepository.make(other, 2);
        FileRef key = keys(other).getFirst().file();
        backend.save(key, other.load(key, Range.ALL));
        return key.id();
    }

    private Repository open(String password, String hint) {
        return Repository.open(
                backend,
                password.getBytes(StandardCharsets.UTF_8),
                hint,
                ScratchRepository.client(InstantSource.system(), new SecureRandom()));
    }

    private List<FileInfo> keys() {
        return keys(backend);
    }

    private static List<FileInfo> keys(Backend of) {
        List<FileInfo> keys = new ArrayList<>();
        of.list(FileType.KEY, keys::add);
        return keys;
    }

    private static List<String> passedOver(Repository repository) {
        return repository.openedKey().passedOver().stream()
                .map(EngineException::getMessage)
                .toList();
    }
}
