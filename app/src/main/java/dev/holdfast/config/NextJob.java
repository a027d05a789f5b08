package dev.holdfast.config;

import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import java.nio.file.Path;
import java.util.List;

/**
 * One more job for a file that has some already.
 *
 * @param sources full paths of what is backed up
 */
public record NextJob(JobName job, RepositoryName to, List<Path> sources) {
    public NextJob {
        sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("no sources");
        }
    }

    /** The job on one line. */
    public String oneLine() {
        List<String> quoted = sources.stream()
                .map(source -> FirstConfiguration.quoted(source.toString()))
                .toList();
        return job + ": { sources: [ { files: [" + String.join(", ", quoted) + "] } ], to: " + to + " }";
    }

    /** The lines of the job, as they stand under {@code jobs:}. */
    public String render() {
        StringBuilder paths = new StringBuilder();
        for (Path source : sources) {
            paths.append("          - ")
                    .append(FirstConfiguration.quoted(source.toString()))
                    .append('\n');
        }
        return """
                  %s:
                    sources:
                      - files:
                %s        exclude-caches: true
                    to: %s
                """.formatted(job, paths, to);
    }
}
