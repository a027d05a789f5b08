package dev.holdfast.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretResolverTest {
    private static final String SHELL = "/bin/sh";

    @TempDir
    private Path folder;

    private byte[] ofFile(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("secret"), content);
        return ofRef(new SecretRef.File(file), Map.of());
    }

    private static byte[] ofRef(SecretRef ref, Map<String, String> environment) {
        try (Secret secret = resolver(environment).resolve(ref)) {
            return secret.toBytes();
        }
    }

    private static SecretResolver resolver(Map<String, String> environment) {
        return new SecretResolver(Environment.of(environment), Duration.ofSeconds(20));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void fileIsTakenAsResticTakesAPasswordFile() throws IOException {
        assertArrayEquals(utf8("pass"), ofFile(utf8("pass\n")));
        assertArrayEquals(utf8("pass"), ofFile(utf8("  pass\r\n\r\n")));
        assertArrayEquals(utf8("two\nlines"), ofFile(utf8("two\nlines\n")));
        assertArrayEquals(utf8("pä"), ofFile(utf8("\uFEFFpä\r\n")));
        assertArrayEquals(utf8("pä"), ofFile("\uFEFFpä\r\n".getBytes(StandardCharsets.UTF_16BE)));
        assertArrayEquals(utf8("pä"), ofFile("\uFEFFpä\r\n".getBytes(StandardCharsets.UTF_16LE)));
        assertArrayEquals(utf8("pass"), ofFile(utf8("\u00A0\u2003pass\u0085\u3000")));
        assertArrayEquals(utf8("\u200Bpass"), ofFile(utf8("\u200Bpass")));
        assertArrayEquals(new byte[] {'a', (byte) 0xFF}, ofFile(new byte[] {' ', 'a', (byte) 0xFF, '\n'}));
    }

    @Test
    void badFilesAreTypedErrors() throws IOException {
        assertThrows(SecretException.Missing.class, () -> ofRef(new SecretRef.File(folder.resolve("no")), Map.of()));
        assertThrows(SecretException.Unreadable.class, () -> ofRef(new SecretRef.File(folder), Map.of()));
        assertThrows(SecretException.Empty.class, () -> ofFile(utf8(" \r\n")));
        assertThrows(SecretException.Empty.class, () -> ofFile(new byte[0]));
        assertThrows(SecretException.TooLarge.class, () -> ofFile(new byte[100_000]));
    }

    @Test
    void fileOpenToOthersIsWarnedOf() throws IOException {
        Path file = Files.write(folder.resolve("secret"), utf8("pass"));
        SecretRef ref = new SecretRef.File(file);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertTrue(resolver(Map.of()).warning(ref).isEmpty());

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(
                "chmod 600 " + file,
                resolver(Map.of()).warning(ref).orElseThrow().fix());
    }

    @Test
    void variableIsTakenWordForWord() {
        assertArrayEquals(utf8(" p \n"), ofRef(new SecretRef.Env("P"), Map.of("P", " p \n")));
        assertThrows(SecretException.Missing.class, () -> ofRef(new SecretRef.Env("P"), Map.of()));
        assertThrows(SecretException.Empty.class, () -> ofRef(new SecretRef.Env("P"), Map.of("P", "")));
    }

    @Test
    void credentialLiesInTheFolderThatSystemdNames() throws IOException {
        Files.write(folder.resolve("backup"), utf8("pass\n"));
        SecretRef ref = new SecretRef.Credential("backup");

        assertArrayEquals(utf8("pass"), ofRef(ref, Map.of("CREDENTIALS_DIRECTORY", folder.toString())));
        assertThrows(SecretException.Missing.class, () -> ofRef(ref, Map.of()));
    }

    @Test
    void vaultIsSaidToBeNotAvailable() {
        assertThrows(SecretException.NotAvailable.class, () -> ofRef(new SecretRef.Vault("a", "b"), Map.of()));
    }

    @Test
    void commandPrintsTheSecretWithTheGivenEnvironmentOnly() {
        assertArrayEquals(utf8("a  b"), ofRef(command("printf '%s\\n' \"a  b\""), Map.of()));
        assertArrayEquals(utf8("x"), ofRef(command("echo $P"), Map.of("P", "x")));
        assertThrows(SecretException.Empty.class, () -> ofRef(command("echo $HOME"), Map.of()));
    }

    @Test
    void argumentsSeeNoShell() {
        SecretRef ref = new SecretRef.Command(List.of("/bin/echo", "$P; *"));

        assertArrayEquals(utf8("$P; *"), ofRef(ref, Map.of("P", "x")));
    }

    @Test
    void failingCommandIsToldWithItsLastWords() {
        SecretException failed = assertThrows(
                SecretException.CommandFailed.class,
                () -> ofRef(
                        command("echo half; echo first >&2; echo 'no such entry' >&2; echo >&2; exit 3"), Map.of()));

        assertEquals("/bin/sh ended with exit code 3: no such entry", failed.what());
    }

    @Test
    void commandThatIsNotThereIsToldSo() {
        SecretRef ref = new SecretRef.Command(List.of("/no/such/program"));

        assertThrows(SecretException.CommandFailed.class, () -> ofRef(ref, Map.of()));
    }

    @Test
    void commandThatPrintsTooMuchIsRefused() {
        assertThrows(
                SecretException.TooLarge.class,
                () -> ofRef(command("head -c 1000000 /dev/zero"), Map.of("PATH", "/usr/bin:/bin")));
    }

    @Test
    void commandThatHangsIsEnded() {
        SecretResolver hasty =
                new SecretResolver(Environment.of(Map.of("PATH", "/usr/bin:/bin")), Duration.ofMillis(200));

        assertThrows(SecretException.CommandTimedOut.class, () -> hasty.resolve(command("exec sleep 600")));
    }

    @Test
    void commandWhoseChildHoldsTheOutputIsGivenUp() throws IOException {
        SecretResolver hasty =
                new SecretResolver(Environment.of(Map.of("PATH", "/usr/bin:/bin")), Duration.ofMillis(500));
        Path pid = folder.resolve("pid");

        assertThrows(
                SecretException.CommandTimedOut.class,
                () -> hasty.resolve(command("sleep 60 & echo $! > " + pid + "; echo x")));

        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void checkRunsNoCommand() {
        Path trace = folder.resolve("trace");

        assertTrue(resolver(Map.of()).check(command("echo > " + trace)).isEmpty());
        assertFalse(Files.exists(trace));
    }

    @Test
    void secretsShowNothingAndAreWiped() {
        byte[] original = utf8("pass");
        Secret secret = Secret.copyOf(original);
        assertEquals("***", secret.toString());
        assertFalse(Environment.of(Map.of("P", "pass")).toString().contains("pass"));

        secret.close();

        assertThrows(IllegalStateException.class, secret::toBytes);
    }

    private static SecretRef command(String script) {
        return new SecretRef.Command(List.of(SHELL, "-c", script));
    }
}
