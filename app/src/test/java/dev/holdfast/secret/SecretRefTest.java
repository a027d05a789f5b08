package dev.holdfast.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretRefTest {
    @Test
    void anArgumentOfAnyLengthIsRead() {
        String argument = "\\\\x".repeat(100_000);

        SecretRef ref = SecretRef.parse("command:[\"" + argument + "\"]");

        assertEquals(new SecretRef.Command(List.of("\\x".repeat(100_000))), ref);
    }

    @Test
    void allKindsAreRead() {
        assertEquals(new SecretRef.File(Path.of("/etc/a b")), SecretRef.parse("file:/etc/a b"));
        assertEquals(new SecretRef.Env("A_1"), SecretRef.parse("env:A_1"));
        assertEquals(new SecretRef.Credential("backup"), SecretRef.parse("credential:backup"));
        assertEquals(new SecretRef.Vault("secret/data/x", "key"), SecretRef.parse("vault:secret/data/x#key"));
        assertEquals(
                new SecretRef.Command(List.of("pass", "show", "my, \"backup\"", "it's", "a b", "")),
                SecretRef.parse("command:[pass, show, \"my, \\\"backup\\\"\", \"it's\", a b, '']"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "", "pass:word", "http://x", "FILE:/x", "file"})
    void literalSecretIsRefusedAndNotShown(String text) {
        SecretException refused = assertThrows(SecretException.NotAReference.class, () -> SecretRef.parse(text));

        assertEquals("is a literal secret", refused.what());
        assertTrue(text.isEmpty() || text.equals("file") || !refused.toString().contains(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:",
                "file: ",
                "file:a\0",
                "env:",
                "env:1A",
                "env:A B",
                "credential:",
                "credential:a/b",
                "credential:..",
                "vault:x",
                "vault:#k",
                "vault:x#",
                "command:",
                "command:pass",
                "command:[]",
                "command:[ ]",
                "command:[a",
                "command:[a,]",
                "command:[,a]",
                "command:['a]",
                "command:[a [b]]",
                "command:[\"a\"b]"
            })
    void brokenReferenceIsRefused(String text) {
        assertThrows(SecretException.BadReference.class, () -> SecretRef.parse(text));
    }

    @Test
    void publishedPatternAcceptsReferencesOnly() {
        Pattern pattern = Pattern.compile(SecretRef.PATTERN);
        assertTrue(pattern.matcher("command:[pass, show]").matches());
        assertTrue(pattern.matcher("file:/x").matches());
        assertFalse(pattern.matcher("hunter2").matches());
    }
}
