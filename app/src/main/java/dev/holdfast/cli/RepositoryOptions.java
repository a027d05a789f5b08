package dev.holdfast.cli;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.LockRefused;
import dev.holdfast.engine.model.EngineException.PasswordNeeded;
import dev.holdfast.engine.model.EngineException.RepositoryLocked;
import dev.holdfast.engine.model.EngineException.RepositoryMissing;
import dev.holdfast.engine.model.EngineException.StorageFull;
import dev.holdfast.engine.model.EngineException.WrongPassword;
import dev.holdfast.engine.repo.Compression;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.secret.Secret;
import dev.holdfast.service.ConfiguredRepository;
import dev.holdfast.service.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that every command over a repository takes; names and meaning are restic's. */
final class RepositoryOptions {
    private static final int TRIES = 3;
    private static final Set<SystemError.Kind> FORBIDDEN = Set.of(SystemError.Kind.DENIED, SystemError.Kind.READ_ONLY);

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Option(
            names = {"-r", "--repo"},
            paramLabel = "REPOSITORY",
            description = "where the repository lies (default: $$RESTIC_REPOSITORY)")
    @Nullable
    String repository;

    @Option(
            names = "--repository-file",
            paramLabel = "FILE",
            description = "file to read the location from (default: $$RESTIC_REPOSITORY_FILE)")
    @Nullable
    String repositoryFile;

    @Option(
            names = {"-p", "--password-file"},
            paramLabel = "FILE",
            description = "file to read the password from (default: $$RESTIC_PASSWORD_FILE)")
    @Nullable
    String passwordFile;

    @Option(
            names = "--password-command",
            paramLabel = "COMMAND",
            description = "command that prints the password (default: $$RESTIC_PASSWORD_COMMAND)")
    @Nullable
    String passwordCommand;

    @Option(names = "--insecure-no-password", description = "the repository has an empty password")
    boolean noPassword;

    @Option(names = "--key-hint", paramLabel = "KEY", description = "key to try first (default: $$RESTIC_KEY_HINT)")
    @Nullable
    String keyHint;

    @Option(names = "--json", description = "print JSON for programs")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "print no progress and no comments")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "print more; give it twice for every item")
    boolean[] verbose = {};

    @Option(names = "--no-lock", description = "do not lock the repository; of no effect on commands that write")
    boolean noLock;

    @Option(names = "--retry-lock", paramLabel = "DURATION", description = "how long to wait for a lock, such as 5m")
    @Nullable
    String retryLock;

    @Option(
            names = "--compression",
            paramLabel = "MODE",
            description = "auto, off, fastest, better or max (default: $$RESTIC_COMPRESSION or auto)")
    @Nullable
    String compression;

    @Option(
            names = "--pack-size",
            paramLabel = "MIB",
            description = "size of packs in MiB, 4 to 128 (default: $$RESTIC_PACK_SIZE or 16)")
    @Nullable
    String packSize;

    @Option(names = "--no-cache", description = "accepted; a local repository needs no cache")
    boolean noCache;

    @Option(
            names = "--cache-dir",
            paramLabel = "DIRECTORY",
            description = "accepted; a local repository needs no cache")
    @Nullable
    String cacheDirectory;

    @Option(names = "--cleanup-cache", description = "accepted; a local repository needs no cache")
    boolean cleanupCache;

    @Option(names = "--no-extra-verify", description = "accepted; nothing is verified twice")
    boolean noExtraVerify;

    @Option(
            names = {"--limit-upload", "--limit-download"},
            paramLabel = "RATE",
            description = "KiB in a second; no effect yet on a local repository")
    int limit;

    @Option(
            names = {"--cacert", "--tls-client-cert", "--http-user-agent", "--stuck-request-timeout"},
            paramLabel = "VALUE",
            description = "accepted; a local repository is not asked over the network")
    List<String> network = List.of();

    @Option(names = "--insecure-tls", description = "accepted; a local repository is not asked over the network")
    boolean insecureTls;

    @Option(
            names = {"-o", "--option"},
            paramLabel = "KEY=VALUE",
            description = "option of a kind of storage; there are none for a local repository")
    List<String> options = List.of();

    @Mixin
    final ConfiguredOptions configured;

    RepositoryOptions() {
        this(new ConfiguredOptions(false));
    }

    RepositoryOptions(ConfiguredOptions configured) {
        this.configured = configured;
    }

    /** How much is printed: 0 for quiet, 1 as usual, more for each -v. */
    int verbosity() {
        refuseQuietAndVerbose();
        return quiet ? 0 : 1 + verbose.length;
    }

    private void refuseQuietAndVerbose() {
        if (quiet && verbose.length > 0) {
            throw new InvalidRequest("--quiet and --verbose exclude each other", "give one of them");
        }
    }

    Backend backend(Surroundings surroundings) {
        refuseQuietAndVerbose();
        if (limit > 0) {
            surroundings
                    .err()
                    .println("warning: --limit-upload and --limit-download have no effect on this repository");
        }
        for (String option : options) {
            if (option.startsWith("local.") && !option.startsWith("local.connections=")) {
                throw new InvalidRequest("local repositories have no option " + option, "leave it out");
            }
        }
        return configured(surroundings)
                .map(ConfiguredRepository::backend)
                .orElseGet(() -> address().backend(surroundings));
    }

    /** The repository of the configuration, if flags name one. */
    Optional<ConfiguredRepository> configured(Surroundings surroundings) {
        return configured.repository(flags(), surroundings);
    }

    /** The flags that were given and say where the repository lies or what its password is. */
    List<String> flags() {
        return Stream.concat(address().flags().stream(), password().flags().stream())
                .toList();
    }

    private AddressSource address() {
        return new AddressSource(repository, repositoryFile, OptionNames.REPOSITORY);
    }

    /** Where the repository lies, word for word as it was told. */
    String location(Surroundings surroundings) {
        return configured(surroundings)
                .map(ConfiguredRepository::location)
                .orElseGet(() -> address().location(surroundings));
    }

    private PasswordSource password() {
        return new PasswordSource(passwordFile, passwordCommand, noPassword, OptionNames.REPOSITORY);
    }

    static Path directory(Surroundings surroundings) {
        return Path.of(surroundings.workingDirectory().toString());
    }

    /** Opens the repository with the password from wherever it is to come; a person may mistype it twice. */
    Repository open(Surroundings surroundings) {
        Backend backend = backend(surroundings);
        Optional<ConfiguredRepository> named = configured(surroundings);
        return named.isPresent()
                ? open(named.get(), keyHint, surroundings)
                : open(backend, password(), keyHint, surroundings);
    }

    /** Opens a repository of the configuration, and tells of keys that can't be read. */
    static Repository open(ConfiguredRepository named, @Nullable String keyHint, Surroundings surroundings) {
        return open(named.backend(), named::password, keyHint == null ? "" : keyHint, 1, surroundings);
    }

    /** Opens a repository, and tells of keys that can't be read. */
    static Repository open(
            Backend backend, PasswordSource source, @Nullable String keyHint, Surroundings surroundings) {
        String hint = value(keyHint, surroundings, source.names().variable("KEY_HINT"))
                .orElse("");
        int mostTries = source.isTyped(surroundings) ? TRIES : 1;
        try {
            return open(backend, () -> source.read(surroundings), hint, mostTries, surroundings);
        } catch (WrongPassword e) {
            OptionNames names = source.names();
            throw source.noPassword()
                    ? new PasswordNeeded(e, names.passwords() + " in place of " + names.flag("insecure-no-password"))
                    : e;
        }
    }

    private static Repository open(
            Backend backend, Supplier<Secret> password, String hint, int mostTries, Surroundings surroundings) {
        Repository open = tryToOpen(backend, password, hint, mostTries, surroundings);
        for (EngineException passedOver : open.openedKey().passedOver()) {
            surroundings
                    .err()
                    .println("warning: " + Text.safe(String.valueOf(passedOver.getMessage()))
                            + "; another key opened the repository");
        }
        // Deriving the key took 64 MiB that nothing needs any more; the heap would grow by as much before it noticed.
        System.gc();
        return open;
    }

    private static Repository tryToOpen(
            Backend backend, Supplier<Secret> password, String hint, int mostTries, Surroundings surroundings) {
        if (mostTries > 1 && backend.stat(FileRef.CONFIG).isEmpty()) {
            throw new RepositoryMissing(backend.location());
        }
        for (int tries = mostTries; ; tries--) {
            try (Secret secret = password.get()) {
                return Repository.open(backend, secret.toBytes(), hint, surroundings.client());
            } catch (WrongPassword e) {
                if (tries == 1) {
                    throw e;
                }
                surroundings.err().println("wrong password, try again");
            }
        }
    }

    /** The password for a repository that is to be made. */
    Secret firstPassword(Surroundings surroundings) {
        return configured(surroundings)
                .map(ConfiguredRepository::password)
                .orElseGet(() -> password().readFirst(surroundings));
    }

    /** Takes the lock that a command needs which only reads; with --no-lock none. */
    RepositoryLock lock(Repository repository, boolean exclusive) {
        if (noLock) {
            return RepositoryLock.none(repository);
        }
        try {
            return patiently(repository, () -> RepositoryLock.acquireToRead(repository, exclusive));
        } catch (BackendFailure e) {
            if (e.getCause() instanceof IOException refused && FORBIDDEN.contains(SystemError.kind(refused))) {
                throw new LockRefused(e.location(), e);
            }
            throw e;
        } catch (StorageFull e) {
            throw new LockRefused(e.location(), e);
        }
    }

    /**
     * Takes the lock that a command needs which writes, waiting as long as --retry-lock says. No flag does without: what is being
     * written could be pruned away.
     */
    RepositoryLock lockForWriting(Repository repository, boolean exclusive) {
        return patiently(repository, () -> RepositoryLock.acquire(repository, exclusive));
    }

    /** As {@link #lockForWriting}, for a prune beside others. */
    RepositoryLock lockToPrune(Repository repository) {
        return patiently(repository, () -> RepositoryLock.acquireToPrune(repository));
    }

    private RepositoryLock patiently(Repository repository, Supplier<RepositoryLock> acquire) {
        Duration patience = retryLock == null ? Duration.ZERO : Durations.parse(retryLock, "--retry-lock");
        Instant end = repository.client().clock().instant().plus(patience);
        Duration pause = Duration.ofSeconds(5);
        while (true) {
            try {
                RepositoryLock lock = acquire.get();
                if (!patience.isZero()) {
                    confirm(lock);
                }
                return lock;
            } catch (RepositoryLocked e) {
                if (!repository.client().clock().instant().plus(pause).isBefore(end)) {
                    throw e;
                }
                Pause.forTime(pause);
                pause = pause.multipliedBy(2).compareTo(Duration.ofMinutes(1)) > 0
                        ? Duration.ofMinutes(1)
                        : pause.multipliedBy(2);
            }
        }
    }

    private static void confirm(RepositoryLock lock) {
        try {
            lock.ensureHeld();
        } catch (RepositoryLocked e) {
            lock.close();
            throw e;
        }
    }

    Compression compression(Surroundings surroundings) {
        String word = value(compression, surroundings, "RESTIC_COMPRESSION").orElse("auto");
        return switch (word) {
            case "auto" -> Compression.AUTO;
            case "off" -> Compression.OFF;
            case "fastest" -> Compression.FASTEST;
            case "better" -> Compression.BETTER;
            case "max" -> Compression.MAX;
            default ->
                throw new InvalidRequest("unknown compression mode " + word, "use auto, off, fastest, better or max");
        };
    }

    /** Bytes. */
    int packSize(Surroundings surroundings) {
        String text = value(packSize, surroundings, "RESTIC_PACK_SIZE").orElse("16");
        int size;
        try {
            size = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            size = 0;
        }
        if (size < 4 || size > 128) {
            throw new InvalidRequest(
                    String.format(Locale.ROOT, "pack size %s is not a number from 4 to 128", text),
                    "give MiB, such as --pack-size 16");
        }
        return size << 20;
    }

    private static Optional<String> value(@Nullable String flag, Surroundings surroundings, String variable) {
        return flag != null ? Optional.of(flag) : variable(surroundings, variable);
    }

    /** A variable that is set and not empty: restic takes an empty one for none. */
    static Optional<String> variable(Surroundings surroundings, String name) {
        return surroundings.environment().get(name).filter(value -> !value.isEmpty());
    }
}
