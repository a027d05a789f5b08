package dev.holdfast.job;

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
        Set<String> outputs = new HashSet<>();
        for (SourceSettings source : sources) {
            if (source instanceof CommandSource command && !outputs.add(command.name())) {
                throw new InvalidValue(
                        "two commands of job " + name + " have the name " + InvalidValue.quoted(command.name()),
                        "give each command a name of its own");
            }
        }
    }
}
