package dev.holdfast.secret;

import dev.holdfast.engine.backend.SystemError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Fetches secrets from where their references point. Nothing is kept; safe for use by many threads. */
public final class SecretResolver {
    /** The most bytes of a secret. */
    static final int LIMIT = 64 * 1024;

    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private final Environment environment;
    private final Duration commandTimeout;

    /** @param commandTimeout how long a command may take */
    public SecretResolver(Environment environment, Duration commandTimeout) {
        this.environment = environment;
        this.commandTimeout = commandTimeout;
    }

    /**
     * The secret, which is never empty.
     *
     * @throws SecretException if it can't be had
     */
    public Secret resolve(SecretRef ref) {
        byte[] bytes = switch (ref) {
            case SecretRef.File file -> SecretText.normalised(read(file, file.path()));
            case SecretRef.Env env -> variable(env);
            case SecretRef.Command command ->
                SecretText.trimmed(new SecretCommand(command, environment, commandTimeout).output());
            case SecretRef.Credential credential -> SecretText.normalised(read(credential, credentialFile(credential)));
            case SecretRef.Vault vault -> throw new SecretException.NotAvailable(vault);
        };
        if (bytes.length == 0) {
            throw new SecretException.Empty(ref);
        }
        Secret secret = Secret.copyOf(bytes);
        Arrays.fill(bytes, (byte) 0);
        return secret;
    }

    /**
     * What is wrong with the secret as far as can be told without running a program.
     *
     * @return empty if nothing is, or if a program would have to be asked
     */
    public Optional<SecretException> check(SecretRef ref) {
        if (ref instanceof SecretRef.Command) {
            return Optional.empty();
        }
        try (Secret secret = resolve(ref)) {
            assert secret.length() > 0;
            return Optional.empty();
        } catch (SecretException e) {
            return Optional.of(e);
        }
    }

    /** What to tell about a secret that can be had: a file that others than its owner can read. */
    public Optional<SecretWarning> warning(SecretRef ref) {
        if (!(ref instanceof SecretRef.File(Path path))) {
            return Optional.empty();
        }
        try {
            Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
            permissions.addAll(Files.getPosixFilePermissions(path));
            if (permissions.removeAll(OTHERS)) {
                return Optional.of(new SecretWarning(
                        "the secret file " + path + " can be read by others than its owner", "chmod 600 " + path));
            }
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            // No permissions to speak of; whether the file can be read at all is for resolve to say.
            return Optional.empty();
        }
    }

    private byte[] variable(SecretRef.Env env) {
        // Word for word, as restic takes RESTIC_PASSWORD.
        return environment
                .get(env.name())
                .orElseThrow(() -> new SecretException.Missing(
                        "environment variable " + env.name() + " is not set", "set it, or name it in env-file:"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private Path credentialFile(SecretRef.Credential credential) {
        String folder = environment
                .get("CREDENTIALS_DIRECTORY")
                .orElseThrow(() -> new SecretException.Missing(
                        credential + " needs CREDENTIALS_DIRECTORY, which systemd sets for a service only",
                        "run it as a service with LoadCredential=" + credential.name() + ":PATH"));
        try {
            return Path.of(folder, credential.name());
        } catch (InvalidPathException e) {
            throw new SecretException.Unreadable(
                    credential + " names no path of this system", "give the credential another name", e);
        }
    }

    private static byte[] read(SecretRef ref, Path path) {
        if (Files.isDirectory(path)) {
            throw new SecretException.Unreadable("the secret file " + path + " is a folder", "name the file", null);
        }
        try (InputStream content = Files.newInputStream(path)) {
            byte[] bytes = content.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw new SecretException.TooLarge(ref, LIMIT);
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new SecretException.Missing(
                    "the secret file " + path + " does not exist", "make it with the secret in it and mode 600");
        } catch (AccessDeniedException e) {
            throw new SecretException.Unreadable(
                    "the secret file " + path + " can't be read: permission denied",
                    "run as its owner, or give this user the right to read it",
                    e);
        } catch (IOException e) {
            throw new SecretException.Unreadable(
                    "the secret file " + path + " can't be read: " + SystemError.reason(e),
                    "see that the file can be read",
                    e);
        }
    }
}
