package dev.holdfast.cli;

import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.posix.FuseChannel;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.mount.FuseServer;
import dev.holdfast.mount.Mount;
import dev.holdfast.mount.MountSettings;
import dev.holdfast.mount.PathTemplate;
import dev.holdfast.mount.TimeTemplate;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows snapshots as folders, until it is stopped or unmounted. */
@Command(name = "mount", description = "Shows the snapshots as folders, read-only, until it is stopped or unmounted.")
final class MountCommand implements Callable<Integer> {
    private static final Duration LOCK_LOOK = Duration.ofSeconds(30);

    /** For answers that are under way when the mount ends. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions(repository.configured);

    @Parameters(paramLabel = "FOLDER", arity = "0..*", description = "an empty folder in which they are shown")
    List<String> words = List.of();

    @Option(names = "--allow-other", description = "let other users look into it, as far as modes and owners let them")
    boolean allowOther;

    @Option(names = "--no-default-permissions", description = "with --allow-other: let them read everything")
    boolean noDefaultPermissions;

    @Option(names = "--owner-root", description = "show everything as root's")
    boolean ownerRoot;

    @Option(
            names = "--path-template",
            paramLabel = "TEMPLATE",
            description = "where snapshots are shown: %%i short id, %%I id, %%u user, %%h host, %%t tags, %%T time"
                    + " (default: ids/%%i, snapshots/%%T, hosts/%%h/%%T, tags/%%t/%%T)")
    List<String> pathTemplates = List.of();

    @Option(
            names = "--time-template",
            paramLabel = "TEMPLATE",
            description = "how times are written, as Mon Jan 2 15:04:05 -0700 MST 2006 would be" + " (default: "
                    + TimeTemplate.DEFAULT + ")")
    String timeTemplate = TimeTemplate.DEFAULT;

    MountCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (words.size() != 1) {
            throw new InvalidRequest("mount needs one folder", "name an empty one, such as `holdfast mount /mnt`");
        }
        if (timeTemplate.isEmpty() || timeTemplate.startsWith("/") || timeTemplate.endsWith("/")) {
            throw new InvalidRequest(
                    "--time-template must not be empty, and not begin or end with a slash",
                    "leave it out, or write one such as 2006-01-02_15-04-05");
        }
        MountSettings settings = new MountSettings(
                filter.filter(surroundings),
                pathTemplates.isEmpty()
                        ? PathTemplate.DEFAULT
                        : pathTemplates.stream().map(PathTemplate::new).toList(),
                new TimeTemplate(timeTemplate, surroundings.zone()),
                ownerRoot);
        ByteString folder = LocalFiles.absolute(surroundings.workingDirectory(), Arguments.bytes(words.getFirst()));
        MountPoint point = MountPoint.check(folder);
        try (Repository open = repository.open(surroundings);
                RepositoryLock lock = repository.lock(open, false)) {
            point.refuseWithin(open.backend().location());
            filter.warnIfOnlyElsewhere(open, surroundings);
            lock.ensureHeld();
            try (Mount mount = new Mount(open, settings, surroundings.clock(), this::tell);
                    FuseChannel channel = point.mount(allowOther, allowOther && !noDefaultPermissions)) {
                return serve(mount.serve(channel), channel, point, lock);
            }
        }
    }

    private int serve(FuseServer server, FuseChannel channel, MountPoint point, RepositoryLock lock) {
        if (repository.verbosity() > 0 && !repository.json) {
            surroundings.out().println("Now serving the repository at " + Text.safe(words.getFirst()));
            surroundings.out().println("Use another terminal or tool to browse the contents of this folder.");
            surroundings.out().println("When finished, quit with Ctrl-c here or umount the mountpoint.");
            surroundings.out().flush();
        }
        try {
            while (!server.awaitEnd(LOCK_LOOK)) {
                lock.ensureHeld();
            }
            return 0;
        } catch (InterruptedException e) {
            if (unmounts(channel, point)) {
                awaitLastAnswers(server, point);
            }
            return Advice.INTERRUPTED;
        } catch (PosixException e) {
            unmounts(channel, point);
            throw point.refused(e);
        } catch (RuntimeException | Error e) {
            unmounts(channel, point);
            throw e;
        }
    }

    /** Whether it is unmounted, and not only taken away from its place. */
    private boolean unmounts(FuseChannel channel, MountPoint point) {
        try {
            boolean unmounted = point.unmount(channel);
            if (!unmounted) {
                surroundings
                        .err()
                        .println("warning: " + Text.safe(point.toString())
                                + " is still in use; it is unmounted, and what is open there can't be read any more");
                surroundings.err().println("fix:   leave that folder and close its files before the mount is ended");
            }
            return unmounted;
        } catch (PosixException e) {
            throw point.refused(e);
        }
    }

    private static void awaitLastAnswers(FuseServer server, MountPoint point) {
        try {
            server.awaitEnd(LAST_ANSWERS);
        } catch (PosixException e) {
            throw point.refused(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String path, EngineException problem) {
        surroundings
                .err()
                .println("error: can't read " + Text.safe(path) + ": "
                        + Text.safe(String.valueOf(problem.getMessage())));
        surroundings.err().println("fix:   " + Text.safe(Advice.of(problem).fix()));
    }
}
