package dev.holdfast.run;

import dev.holdfast.engine.filter.PathNames;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.SourceMissing;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.tree.Content;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.engine.tree.Source;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares restored entries with the snapshot and with their sources.
 *
 * <p>An entry's metadata must be the snapshot's. A file's bytes must be those of its source, unless that was changed since;
 * then the snapshot's hashes, which the restore itself has compared, are all there is.
 */
final class Comparison {
    private static final int BUFFER = 256 << 10;

    private final Map<EntryPath, Node> expected;
    private final Rules rules;
    private final Findings findings;
    private final Function<List<ByteString>, Source> look;
    private final Map<EntryPath, Entry> restored = new HashMap<>();
    private final Map<List<Long>, Long> links = new HashMap<>();
    private final Set<EntryPath> met = new HashSet<>();
    private final byte[] left = new byte[BUFFER];
    private final byte[] right = new byte[BUFFER];
    private long compared;
    private long changed;

    /** What of the metadata counts. */
    record Rules(boolean owners, boolean attributes, boolean hardLinks) {}

    /** @param look gives what lies at paths of this machine */
    Comparison(Map<EntryPath, Node> expected, Rules rules, Findings findings, Function<List<ByteString>, Source> look) {
        this.expected = expected;
        this.rules = rules;
        this.findings = findings;
        this.look = look;
    }

    /** Files whose bytes were compared with their source. */
    long compared() {
        return compared;
    }

    /** Files and links whose source is no longer what was backed up. */
    long changed() {
        return changed;
    }

    /** Takes note of what lies in the folder {@code root}. */
    void readRestored(ByteString root) {
        int depth = PathNames.split(root).size();
        look.apply(List.of(root)).copyTo(new Reader() {
            @Override
            public void accept(Entry entry) {
                List<ByteString> names = entry.path().names();
                if (names.size() > depth) {
                    restored.put(path(names.subList(depth, names.size())), entry);
                }
            }
        });
        expected.forEach((path, node) -> compareWithSnapshot(path, node, restored.get(path)));
    }

    private static EntryPath path(List<ByteString> names) {
        EntryPath path = EntryPath.root(names.getFirst());
        for (ByteString name : names.subList(1, names.size())) {
            path = path.child(name);
        }
        return path;
    }

    /** Compares with what lies at the same paths on this machine. */
    void readSource(List<ByteString> paths) {
        look.apply(paths).copyTo(new Reader() {
            @Override
            public void accept(Entry entry) {
                Node node = expected.get(entry.path());
                if (node != null && met.add(entry.path())) {
                    compareWithSource(entry, node);
                } else if (entry instanceof Entry.File file) {
                    file.content().skip();
                }
            }
        });
    }

    /** Counts what was not met, and lets go of what was not opened. */
    void finish() {
        expected.forEach((path, node) -> {
            if (!met.contains(path) && node.type() != NodeType.DIRECTORY) {
                changed++;
            }
        });
        restored.values().forEach(entry -> {
            if (entry instanceof Entry.File file) {
                file.content().skip();
            }
        });
    }

    private void compareWithSnapshot(EntryPath path, Node node, @Nullable Entry entry) {
        if (node.type() == NodeType.SOCKET || node.type() == NodeType.IRREGULAR) {
            return;
        }
        if (entry == null) {
            findings.difference(new Problem(path.toString(), "it was not restored"));
            return;
        }
        String what = difference(node, entry);
        if (what.isEmpty() && rules.hardLinks() && node.metadata().links() > 1) {
            what = linkDifference(node, entry);
        }
        if (!what.isEmpty()) {
            findings.difference(new Problem(path.toString(), what + " is not as in the snapshot"));
        }
    }

    /** Names that were one file must be one file again. */
    private String linkDifference(Node node, Entry entry) {
        Metadata then = node.metadata();
        Long inode = entry.metadata().inode();
        Long other = links.putIfAbsent(List.of(then.deviceId(), then.inode()), inode);
        return other == null || other.equals(inode) ? "" : "its hard link";
    }

    /** What differs first; empty if nothing does. */
    private String difference(Node node, Entry entry) {
        Metadata then = node.metadata();
        Metadata now = entry.metadata();
        String special = switch (entry) {
            case Entry.Directory _ -> node.type() == NodeType.DIRECTORY ? "" : "its type";
            case Entry.File file when node.type() == NodeType.FILE -> file.size() == node.size() ? "" : "its size";
            case Entry.File _ -> "its type";
            case Entry.Link link
            when node.type() == NodeType.SYMLINK -> link.target().equals(node.linkTarget()) ? "" : "where it leads";
            case Entry.Link _ -> "its type";
            case Entry.Special device ->
                device.type() == node.type() && device.device() == node.device() ? "" : "its type or device";
        };
        if (!special.isEmpty()) {
            return special;
        }
        if (then.mode() != now.mode()) {
            return "its mode";
        }
        if (!then.modified().isSameMoment(now.modified())) {
            return "its modification time";
        }
        if (rules.owners() && (then.uid() != now.uid() || then.gid() != now.gid())) {
            return "its owner";
        }
        return rules.attributes() ? attributeDifference(then, now) : "";
    }

    private String attributeDifference(Metadata then, Metadata now) {
        for (ExtendedAttribute attribute : then.extendedAttributes()) {
            boolean mayBeSet = rules.owners() || attribute.name().toString().startsWith("user.");
            if (mayBeSet && !now.extendedAttributes().contains(attribute)) {
                return "its extended attribute " + attribute.name();
            }
        }
        return "";
    }

    private void compareWithSource(Entry source, Node node) {
        Metadata then = node.metadata();
        Metadata now = source.metadata();
        boolean same = then.inode() == now.inode()
                && then.changed().isSameMoment(now.changed())
                && then.modified().isSameMoment(now.modified());
        if (!same && node.type() != NodeType.DIRECTORY) {
            changed++;
        }
        if (!(source instanceof Entry.File file)) {
            return;
        }
        if (same && restored.remove(file.path()) instanceof Entry.File copy) {
            compareContent(file, copy);
        } else {
            file.content().skip();
        }
    }

    private void compareContent(Entry.File source, Entry.File copy) {
        try (Content.Reading original = source.content().open();
                Content.Reading mine = copy.content().open()) {
            long at = 0;
            while (true) {
                int count = fill(original, left);
                int other = fill(mine, right);
                if (count != other || !Arrays.equals(left, 0, count, right, 0, count)) {
                    differs(source, at);
                    return;
                }
                if (count == 0) {
                    compared++;
                    return;
                }
                at += count;
            }
        } catch (IOException e) {
            findings.difference(new Problem(source.path().toString(), "it can't be compared: " + e.getMessage()));
        }
    }

    /** A difference, unless the source was changed while it was being compared. */
    private void differs(Entry.File source, long at) {
        Metadata before = source.metadata();
        boolean[] same = {false};
        try {
            look.apply(List.of(source.path().bytes())).copyTo(new Reader() {
                @Override
                public void accept(Entry entry) {
                    same[0] = entry.path().equals(source.path())
                            && entry.metadata().changed().isSameMoment(before.changed());
                    if (entry instanceof Entry.File file) {
                        file.content().skip();
                    }
                }
            });
        } catch (SourceMissing e) {
            same[0] = false;
        }
        if (same[0]) {
            findings.difference(
                    new Problem(source.path().toString(), "its content differs from its source after byte " + at));
        } else {
            changed++;
        }
    }

    private static int fill(Content.Reading reading, byte[] buffer) throws IOException {
        int length = 0;
        while (length < buffer.length) {
            int count = reading.read(buffer, length, buffer.length - length);
            if (count < 0) {
                break;
            }
            length += count;
        }
        return length;
    }

    /** A sink for which a problem is no news: what is not met shows in the end. */
    private abstract static class Reader implements Sink {
        @Override
        public void problem(Problem problem) {}
    }
}
