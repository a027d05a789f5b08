package dev.holdfast.cli;

import dev.holdfast.engine.op.SnapshotFilter;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that narrow which snapshots are meant. */
final class SnapshotOptions {
    @Option(
            names = {"-H", "--host"},
            paramLabel = "NAME",
            description = "only snapshots of this host")
    List<String> hosts = List.of();

    @Option(names = "--tag", paramLabel = "TAGS", description = "only snapshots with all of these tags, separated by commas")
    List<String> tags = List.of();

    @Option(names = "--path", paramLabel = "PATH", description = "only snapshots of this path")
    List<String> paths = List.of();

    SnapshotFilter filter() {
        return new SnapshotFilter(
                hosts, tags.stream().map(list -> List.of(list.split(",", -1))).toList(), paths);
    }
}
