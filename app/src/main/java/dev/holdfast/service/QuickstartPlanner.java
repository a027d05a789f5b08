package dev.holdfast.service;

import dev.holdfast.config.Config;
import dev.holdfast.config.Configuration;
import dev.holdfast.config.FirstConfiguration;
import dev.holdfast.config.NextJob;
import dev.holdfast.config.Problem;
import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.SourceMissing;
import dev.holdfast.engine.model.EngineException.SystemFailure;
import dev.holdfast.job.FilesSource;
import dev.holdfast.job.Job;
import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.job.RepositorySettings;
import dev.holdfast.job.RepositoryUrl;
import dev.holdfast.job.SourceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out what a first backup has to do; reads only, but for a file that it writes and deletes to try a configuration. */
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
            throw new SourceMissing(absolute.toString());
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
        Path repository =
                to.orElseGet(() -> UserFolders.data(surroundings.environment()).resolve("repository"));
        Path passwordFile =
                UserFolders.configuration(surroundings.environment()).resolve(REPOSITORY + ".password");
        boolean exists = Files.exists(repository.resolve("config"));
        if (exists && Files.notExists(passwordFile)) {
            throw new InvalidRequest(
                    "there is a repository already at " + repository + ", whose password is not known here",
                    "choose another folder with --to; or back up there with `holdfast backup`, or write " + file
                            + " for it");
        }
        if (!exists) {
            refuseInUse(repository);
        }
        String text = new FirstConfiguration(
                        REPOSITORY, repository, passwordFile, name(source, Map.of()), List.of(source))
                .render();
        Configuration configuration = tried(file, text);
        Job job = configuration.jobs().values().iterator().next();
        return new QuickstartPlan(
                source,
                configuration,
                job,
                new QuickstartPlan.Change.MakeAll(repository, exists, passwordFile, file, text));
    }

    private static void refuseInUse(Path repository) {
        if (Files.exists(repository) && !Files.isDirectory(repository)) {
            throw new InvalidRequest(repository + " is a file", "choose another folder with --to");
        }
        if (!Files.isDirectory(repository)) {
            return;
        }
        try (var entries = Files.newDirectoryStream(repository)) {
            if (entries.iterator().hasNext()) {
                throw new InvalidRequest(
                        repository + " is not empty and holds no repository",
                        "choose another folder with --to, or empty it");
            }
        } catch (IOException e) {
            throw new InvalidRequest(
                    repository + " can't be read: " + SystemError.reason(e), "choose another folder with --to");
        }
    }

    private QuickstartPlan next(Path source, Optional<Path> to, Path file) {
        Configuration configuration = usable(Config.load(file, surroundings.environment()), file);
        for (Job job : configuration.jobs().values()) {
            if (backsUp(job, source)) {
                Path repository = path(configuration.repositoryOf(job));
                if (to.isPresent() && !isSame(to.get(), repository)) {
                    throw new InvalidRequest(
                            source + " is backed up already by job " + job.name() + " to " + repository,
                            "leave out --to, or write another job into " + file);
                }
                return new QuickstartPlan(source, configuration, job, new QuickstartPlan.Change.Nothing());
            }
        }
        return added(source, repository(configuration, to), configuration, file);
    }

    private QuickstartPlan added(Path source, RepositoryName repository, Configuration before, Path file) {
        JobName name = name(source, before.jobs());
        String job = new NextJob(name, repository, List.of(source)).render();
        InvalidRequest byHand = new InvalidRequest(
                file + " has no job for " + source + ", and none can be added to it by a program",
                "write under jobs: " + name + ": { sources: [ { files: [\"" + source + "\"] } ], to: " + repository
                        + " }, then `holdfast run " + name + "`");
        String old;
        try {
            old = Files.readString(file);
        } catch (IOException e) {
            throw new SystemFailure("the file " + file + " can't be read: " + SystemError.reason(e), file, e);
        }
        String text = (old.endsWith("\n") ? old : old + "\n") + job;
        Configuration after;
        try {
            after = tried(file, text);
        } catch (InvalidRequest e) {
            byHand.addSuppressed(e);
            throw byHand;
        }
        Job made = after.jobs().get(name);
        boolean onlyAdded = made != null
                && after.jobs().size() == before.jobs().size() + 1
                && after.jobs().values().containsAll(before.jobs().values())
                && after.repositories().equals(before.repositories());
        if (!onlyAdded) {
            throw byHand;
        }
        return new QuickstartPlan(source, after, made, new QuickstartPlan.Change.AddJob(file, text));
    }

    private static RepositoryName repository(Configuration configuration, Optional<Path> to) {
        List<RepositorySettings> fitting = configuration.repositories().values().stream()
                .filter(settings -> to.isEmpty() || isSame(to.get(), path(settings)))
                .toList();
        if (fitting.size() == 1) {
            return fitting.getFirst().name();
        }
        throw new InvalidRequest(
                configuration.file()
                        + (fitting.isEmpty()
                                ? " has no repository at "
                                        + to.map(Path::toString).orElse("all")
                                : " has several repositories"),
                fitting.isEmpty()
                        ? "write it under repositories: there, or leave out --to"
                        : "say with --to which one, by its folder");
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

    private JobName name(Path source, Map<JobName, Job> taken) {
        String last =
                source.getFileName() == null ? "system" : source.getFileName().toString();
        String fit = last.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        String base = fit.isEmpty() ? "files" : fit.substring(0, Math.min(fit.length(), 50));
        JobName name = new JobName(base);
        for (int number = 2; taken.containsKey(name); number++) {
            name = new JobName(base + "-" + number);
        }
        return name;
    }

    /** The configuration that {@code text} would make. */
    private Configuration tried(Path file, String text) {
        try {
            Path temporary = NewFile.temporary(file, text);
            try {
                return usable(Config.load(temporary, surroundings.environment()), file);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new SystemFailure("the file " + file + " can't be written: " + SystemError.reason(e), file, e);
        }
    }

    private static Configuration usable(Config config, Path file) {
        return switch (config) {
            case Config.Loaded loaded -> loaded.configuration();
            case Config.Invalid(List<Problem> problems) -> {
                Problem first =
                        problems.stream().filter(Problem::isError).findFirst().orElseThrow();
                throw new InvalidRequest(
                        "the configuration " + file + " can't be used: " + first.what() + " ("
                                + first.place().line() + ":" + first.place().column() + ")",
                        first.fix() + "; see all problems with `holdfast validate`");
            }
        };
    }
}
