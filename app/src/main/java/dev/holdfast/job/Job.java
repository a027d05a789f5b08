package dev.holdfast.job;

import dev.holdfast.engine.model.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Configured sources that go to one repository together: one recovery point for an application.
 *
 * @param host where the sources live
 * @param to the repository
 * @param keep what forget leaves, if the file says so
 */
public record Job(
        JobName name,
        HostName host,
        List<SourceSettings> sources,
        RepositoryName to,
        Optional<Schedule> schedule,
        Optional<Retention> keep) {
    public Job {
        sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new InvalidValue("job " + name + " has no sources", "write at least one source");
        }
        checkSources(sources);
    }

    /** Says whether sources can stand together in one snapshot, by an {@link InvalidValue} if not. */
    public static void checkSources(List<SourceSettings> sources) {
        Set<String> outputs = new HashSet<>();
        List<String> paths = new ArrayList<>();
        for (SourceSettings source : sources) {
            switch (source) {
                case CommandSource command -> {
                    if (!outputs.add(command.name())) {
                        throw new InvalidValue(
                                "two commands have the name " + InvalidValue.quoted(command.name()),
                                "give each command a name of its own");
                    }
                }
                case FilesSource files -> {
                    List<String> own = files.absolutePaths().stream()
                            .map(ByteString::toString)
                            .toList();
                    own.forEach(path -> paths.forEach(other -> checkApart(path, other)));
                    paths.addAll(own);
                }
            }
        }
    }

    private static void checkApart(String path, String other) {
        String inner = path.length() < other.length() ? other : path;
        String outer = path.length() < other.length() ? path : other;
        if (outer.equals("/") || (inner + "/").startsWith(outer + "/")) {
            throw new InvalidValue(
                    "two sources overlap: " + InvalidValue.quoted(inner) + " lies in " + InvalidValue.quoted(outer),
                    "put both paths into one files: source, or take one out");
        }
    }
}
