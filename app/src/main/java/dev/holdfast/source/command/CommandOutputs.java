package dev.holdfast.source.command;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.engine.tree.Source;
import dev.holdfast.job.CommandSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the commands of a job print: each a file in {@code /.holdfast/command}, with a {@code manifest.json} that tells how
 * they were taken. The commands run one after the other.
 *
 * <p>The manifest's place among the names may be before a command's, though its content is known only when all have ended;
 * so the thread that stores it waits, and the sink must have another for the commands.
 */
public final class CommandOutputs implements Source {
    /** The folder at the snapshot's root that belongs to this program. */
    public static final ByteString FOLDER = ByteString.of(".holdfast");

    private static final long FILE_MODE = 0600;
    private static final long FOLDER_MODE = FileMode.DIRECTORY | 0700;

    private final Setting setting;
    private final Metadata file;
    private final Metadata folder;
    private final List<Dump> dumps = new ArrayList<>();

    public CommandOutputs(List<CommandSource> commands, Setting setting) {
        this.setting = setting;
        Instant now = setting.clock().instant();
        Timestamp time = Timestamp.of(now, setting.zone().getRules().getOffset(now));
        this.file = metadata(FILE_MODE, time);
        this.folder = metadata(FOLDER_MODE, time);
        for (CommandSource command : commands) {
            dumps.add(new Dump(command, setting, file));
        }
    }

    private static Metadata metadata(long mode, Timestamp time) {
        return new Metadata(mode, time, time, time, 0, 0, "", "", 0, 0, 0, List.of(), "");
    }

    /** Bytes that a command has printed so far. */
    public long bytes(CommandSource command) {
        return dumps.stream()
                .filter(dump -> dump.source().equals(command))
                .mapToLong(Dump::bytes)
                .sum();
    }

    @Override
    public void copyTo(Sink sink) {
        EntryPath top = EntryPath.root(FOLDER);
        EntryPath commands = top.child(ByteString.of("command"));
        sink.accept(new Entry.Directory(top, folder));
        sink.accept(new Entry.Directory(commands, folder));
        Map<ByteString, Dump> byName = new TreeMap<>();
        dumps.forEach(dump -> byName.put(ByteString.of(dump.source().name()), dump));
        ByteString manifestName = ByteString.of(CommandSource.MANIFEST);
        try (Manifest manifest = new Manifest(dumps, setting, file)) {
            boolean given = false;
            for (Map.Entry<ByteString, Dump> next : byName.entrySet()) {
                if (!given && next.getKey().compareTo(manifestName) > 0) {
                    sink.accept(new Entry.File(commands.child(manifestName), file, 0, manifest));
                    given = true;
                }
                sink.accept(new Entry.File(commands.child(next.getKey()), file, 0, next.getValue()));
                next.getValue().await(sink);
            }
            manifest.complete();
            if (!given) {
                sink.accept(new Entry.File(commands.child(manifestName), file, 0, manifest));
            }
        }
    }
}
