package dev.holdfast.cli;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotGroups;
import dev.holdfast.engine.upkeep.Division;
import dev.holdfast.engine.upkeep.Forget;
import dev.holdfast.engine.upkeep.KeepPolicy;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What forget tells: in words like restic's, and in its JSON. */
final class ForgetText {
    private final Surroundings surroundings;
    private final RepositoryOptions options;
    private final SnapshotTable table;

    ForgetText(Surroundings surroundings, RepositoryOptions options, boolean compact) {
        this.surroundings = surroundings;
        this.options = options;
        this.table = new SnapshotTable(surroundings, compact);
    }

    private boolean isForPeople() {
        return !options.json && options.verbosity() > 0;
    }

    private void line(String text) {
        surroundings.out().println(text);
    }

    /** What stays and what goes of each group, for people. */
    void tell(Forget.Plan plan, KeepPolicy policy) {
        if (!isForPeople()) {
            return;
        }
        line("Applying Policy: " + Text.safe(policy.toString()));
        for (Forget.Group group : plan.groups()) {
            if (options.verbosity() > 1) {
                line("snapshots for " + Text.safe(group.key().toString()) + ":");
            }
            tell(group.division());
        }
    }

    /** What stays and what goes of one group, for people. */
    void tell(Division division) {
        if (!isForPeople()) {
            return;
        }
        if (!division.kept().isEmpty()) {
            line("keep " + Text.count(division.kept().size(), "snapshot") + ":");
            Map<ObjectId, List<String>> reasons = division.kept().stream()
                    .collect(Collectors.toMap(kept -> kept.stored().id(), Division.Kept::reasons));
            table.print(
                    division.kept().reversed().stream()
                            .map(Division.Kept::stored)
                            .toList(),
                    stored -> reasons.getOrDefault(stored.id(), List.of()));
            line("");
        }
        if (!division.removed().isEmpty()) {
            line("remove " + Text.count(division.removed().size(), "snapshot") + ":");
            table.print(division.removed().reversed());
            line("");
        }
    }

    void wouldDelete(List<ObjectId> snapshots) {
        if (!options.json && !snapshots.isEmpty()) {
            line("Would have removed the following snapshots:");
            line(snapshots.stream().map(ObjectId::shortName).sorted().collect(Collectors.joining(" ", "{", "}")));
            line("");
        }
    }

    void deleted(ObjectId id) {
        if (!options.json && options.verbosity() > 2) {
            line("removed snapshot/" + id);
        }
    }

    void prunes(int deleted, boolean dryRun) {
        if (isForPeople()) {
            line(
                    dryRun
                            ? Text.count(deleted, "snapshot") + " would be removed, running prune dry run"
                            : Text.count(deleted, "snapshot") + " removed, running prune");
        }
    }

    void ended(int deleted, List<Forget.Failure> failures) {
        if (isForPeople() && deleted > 0) {
            line("removed " + Text.count(deleted, "snapshot"));
        }
        for (Forget.Failure failure : failures) {
            String what = "snapshot " + failure.id().shortName() + " could not be deleted: "
                    + failure.reason().getMessage();
            if (options.json) {
                surroundings
                        .err()
                        .println(new JsonLine().text("message_type", "error").text("message", what));
            } else {
                surroundings.err().println("error: " + Text.safe(what));
                surroundings
                        .err()
                        .println("fix:   " + Advice.of(failure.reason()).fix());
            }
        }
    }

    /** What was done, as restic's JSON; nothing at all if there is no group. */
    void ended(Forget.Plan plan) {
        if (options.json && !plan.groups().isEmpty()) {
            line(plan.groups().stream().map(ForgetText::json).collect(Collectors.joining(",", "[", "]")));
        }
    }

    /** A group as restic's JSON tells it. */
    static String json(Forget.Group group) {
        SnapshotGroups.Key key = group.key();
        Division division = group.division();
        JsonLine line = new JsonLine();
        SnapshotText.texts(line, "tags", key.tags());
        line.text("host", key.host());
        SnapshotText.texts(line, "paths", key.paths());
        return line.raw(
                        "keep",
                        array(
                                division.kept().stream()
                                        .map(Division.Kept::stored)
                                        .toList(),
                                ForgetText::json))
                .raw("remove", array(division.removed(), ForgetText::json))
                .raw("reasons", array(division.kept(), ForgetText::reasons))
                .toString();
    }

    private static String json(StoredSnapshot stored) {
        return SnapshotText.json(stored, "");
    }

    private static String reasons(Division.Kept kept) {
        return new JsonLine()
                .raw("snapshot", json(kept.stored()))
                .texts("matches", kept.reasons())
                .toString();
    }

    private static <T> String array(List<T> items, Function<T, String> json) {
        return items.isEmpty() ? "null" : items.stream().map(json).collect(Collectors.joining(",", "[", "]"));
    }
}
