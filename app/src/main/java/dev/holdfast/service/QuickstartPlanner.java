package dev.holdfast.service;

import dev.holdfast.config.Config;
import dev.holdfast.config.Configuration;
import dev.holdfast.config.FirstConfiguration;
import dev.holdfast.config.NextJob;
import dev.holdfast.config.NextRepository;
import dev.holdfast.config.Problem;
import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.files.PlainTarget;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.SourceUnreachable;
import dev.holdfast.job.FilesSource;
import dev.holdfast.job.Job;
import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.job.RepositorySettings;
import dev.holdfast.job.RepositoryUrl;
import dev.holdfast.job.SourceSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out what a first backup has to do; reads only. */
final class QuickstartPlanner {
    private static final RepositoryName REPOSITORY = new RepositoryName("backup");

    private final Surroundings surroundings;
    private final ConfigurationFile configurationFile;

    QuickstartPlanner(Surroundings surroundings, ConfigurationFile configurationFile) {
        this.surroundings = surroundings;
        this.configurationFile = configurationFile;
    }

    QuickstartPlan plan(Quickstart.Request request) {
        Path source = source(request.path());
        Optional<Path> to = request.to()
                .map(text -> path(LocalFiles.absolute(surroundings.workingDirectory(), ByteString.of(text))));
        Path file = configurationFile
                .find()
                .orElseGet(() ->
                        UserFolders.configuration(surroundings.environment()).resolve("holdfast.yaml"));
        return Files.exists(file) ? next(source, to, file) : first(source, to, file);
    }

    private Path source(ByteString given) {
        ByteString absolute = LocalFiles.absolute(surroundings.workingDirectory(), given);
        Path path = path(absolute);
        try {
            Path real = path.toRealPath();
            boolean readable = Files.isReadable(real) && (!Files.isDirectory(real) || Files.isExecutable(real));
            if (!readable) {
                throw new InvalidRequest(
                        real + " can't be read by this user",
                        "run as its owner or as root, or ask for the right to read it");
            }
            return real;
        } catch (IOException e) {
            throw new SourceUnreachable(Map.of(absolute.toString(), PlainTarget.reason(e)));
        }
    }

    /** Better told now than after a long backup. */
    private static void refuseUnwritable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        while (folder != null && Files.notExists(folder)) {
            folder = folder.getParent();
        }
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new InvalidRequest(
                    "the configuration " + file + " can't be written by this user",
                    "name another place by HOLDFAST_CONFIG, or ask for the right to write there");
        }
    }

    private static Path path(ByteString absolute) {
        String text = absolute.toString();
        try {
            if (ByteString.of(text).equals(absolute)) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw new InvalidRequest(text + " can't be named in this locale", "set LANG=C.UTF-8 and try again");
        }
        throw new InvalidRequest(
                "the name " + text + " is not UTF-8, so no configuration can hold it", "name the folder above it");
    }

    private QuickstartPlan first(Path source, Optional<Path> to, Path file) {
        refuseUnwritable(file);
        Path folder =
                to.orElseGet(() -> UserFolders.data(surroundings.environment()).resolve("repository"));
        QuickstartPlan.NewRepository repository = newRepository(REPOSITORY, folder, file);
        String text = new FirstConfiguration(
                        REPOSITORY,
                        folder,
                        repository.passwordFile(),
                        new JobName(name(source, Set.of())),
                        List.of(source))
                .render();
        Configuration configuration = usable(Config.load(file, text, surroundings.environment()), file);
        Job job = configuration.jobs().values().iterator().next();
        return new QuickstartPlan(
                source, configuration, job, Optional.of(repository), new QuickstartPlan.Change.Make(file, text));
    }

    private QuickstartPlan.NewRepository newRepository(RepositoryName name, Path folder, Path file) {
        Path passwordFile =
                UserFolders.configuration(surroundings.environment()).resolve(name + ".password");
        boolean exists = Files.exists(folder.resolve("config"));
        if (exists && Files.notExists(passwordFile)) {
            throw new InvalidRequest(
                    "there is a repository already at " + folder + ", whose password is not known here",
                    "choose another folder with --to; or back up there with `holdfast backup`, or write " + file
                            + " for it");
        }
        if (!exists) {
            refuseInUse(folder);
        }
        return new QuickstartPlan.NewRepository(folder, exists, passwordFile);
    }

    private static void refuseInUse(Path repository) {
        if (Files.exists(repository) && !Files.isDirectory(repository)) {
            throw new InvalidRequest(repository + " is a file", "choose another folder with --to");
        }
        if (!Files.isDirectory(repository)) {
            return;
        }
        // Empty folders are what a first attempt leaves that is stopped early, or a new disk has.
        try (Stream<Path> entries = Files.walk(repository)) {
            if (entries.anyMatch(entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
                throw new InvalidRequest(
                        repository + " is not empty and holds no repository",
                        "choose another folder with --to, or empty it");
            }
        } catch (IOException e) {
            throw unreadable(repository, e);
        } catch (UncheckedIOException e) {
            throw unreadable(repository, e.getCause());
        }
    }

    private static InvalidRequest unreadable(Path repository, IOException e) {
        return new InvalidRequest(
                repository + " can't be read: " + SystemError.reason(e), "choose another folder with --to");
    }

    private QuickstartPlan next(Path source, Optional<Path> to, Path file) {
        Configuration configuration = usable(Config.load(file, surroundings.environment()), file);
        for (Job job : configuration.jobs().values()) {
            boolean isThere = to.isEmpty() || isSame(to.get(), path(configuration.repositoryOf(job)));
            if (isThere && backsUp(job, source)) {
                return new QuickstartPlan(
                        source, configuration, job, Optional.empty(), new QuickstartPlan.Change.Nothing());
            }
        }
        JobName job = new JobName(name(source, configuration.jobs().keySet()));
        Optional<RepositoryName> known = repository(configuration, to);
        if (known.isPresent()) {
            return added(
                    source, Optional.empty(), new NextJob(job, known.get(), List.of(source)), Optional.empty(), file);
        }
        Path folder = to.orElseThrow(
                () -> new InvalidRequest(file + " has several repositories", "say with --to which one, by its folder"));
        RepositoryName name =
                new RepositoryName(name(folder, configuration.repositories().keySet()));
        QuickstartPlan.NewRepository repository = newRepository(name, folder, file);
        return added(
                source,
                Optional.of(repository),
                new NextJob(job, name, List.of(source)),
                Optional.of(new NextRepository(name, folder, repository.passwordFile())),
                file);
    }

    private QuickstartPlan added(
            Path source,
            Optional<QuickstartPlan.NewRepository> repository,
            NextJob job,
            Optional<NextRepository> entry,
            Path file) {
        refuseUnwritable(file);
        ConfigurationEdit edit = new ConfigurationEdit(file, surroundings.environment(), entry, job);
        ConfigurationEdit.Edited edited = edit.edited();
        return new QuickstartPlan(
                source, edited.configuration(), edited.job(), repository, new QuickstartPlan.Change.Add(edit));
    }

    /** The repository at {@code to}, or the only one. */
    private static Optional<RepositoryName> repository(Configuration configuration, Optional<Path> to) {
        List<RepositorySettings> fitting = configuration.repositories().values().stream()
                .filter(settings -> to.isEmpty() || isSame(to.get(), path(settings)))
                .toList();
        return to.isEmpty() && fitting.size() > 1
                ? Optional.empty()
                : fitting.stream().map(RepositorySettings::name).findFirst();
    }

    private static boolean backsUp(Job job, Path source) {
        for (SourceSettings settings : job.sources()) {
            if (settings instanceof FilesSource files
                    && files.paths().stream().anyMatch(path -> isSame(Path.of(path), source))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(Path left, Path right) {
        try {
            return left.equals(right) || left.toRealPath().equals(right.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private static Path path(RepositorySettings settings) {
        return switch (settings.url()) {
            case RepositoryUrl.Local(Path path) -> path;
        };
    }

    /** A name for what is made of {@code path} that is not taken yet. */
    private static String name(Path path, Set<?> taken) {
        Set<String> words = taken.stream().map(Object::toString).collect(Collectors.toSet());
        String last = path.getFileName() == null ? "system" : path.getFileName().toString();
        String fit = last.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        String base = fit.isEmpty() ? "files" : fit.substring(0, Math.min(fit.length(), 50));
        String name = base;
        for (int number = 2; words.contains(name); number++) {
            name = base + "-" + number;
        }
        return name;
    }

    private static Configuration usable(Config config, Path file) {
        return switch (config) {
            case Config.Loaded loaded -> loaded.configuration();
            case Config.Invalid invalid -> {
                Problem first = invalid.problems().stream()
                        .filter(Problem::isError)
                        .findFirst()
                        .orElseThrow();
                throw new InvalidRequest(
                        "the configuration " + file + " can't be used: " + first.what() + " ("
                                + first.place().line() + ":" + first.place().column() + ")",
                        first.fix() + "; see all problems with `holdfast validate`");
            }
        };
    }
}
