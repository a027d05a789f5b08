package dev.holdfast.run;

import dev.holdfast.engine.filter.PathNames;
import dev.holdfast.engine.json.QuotedName;
import dev.holdfast.engine.json.TreeJson;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.SourceUnreachable;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.op.FileIdentity;
import dev.holdfast.engine.tree.Content;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.engine.tree.Source;
import java.io.IOException;
import java.util.ArrayList;
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
 * <p>An entry's metadata must be the snapshot's. Metadata, which names are one file, and a file's bytes must be those of its
 * source, unless that was changed since; then the snapshot, and its hashes, which the restore itself has compared, are all
 * there is.
 */
final class Comparison {
    private static final int BUFFER = 256 << 10;
    private static final String LINK = "its hard link";

    private final Map<EntryPath, Node> expected;
    private final Rules rules;
    private final Findings findings;
    private final Function<List<ByteString>, Source> look;
    private final Map<EntryPath, Entry> restored = new HashMap<>();
    private final Map<FileIdentity, Inode> links = new HashMap<>();
    private final Map<Inode, Inode> copies = new HashMap<>();
    private final Map<Inode, Inode> sources = new HashMap<>();
    private final Set<EntryPath> differing = new HashSet<>();
    private final Set<EntryPath> met = new HashSet<>();
    private final List<Problem> renamed = new ArrayList<>();
    private final byte[] left = new byte[BUFFER];
    private final byte[] right = new byte[BUFFER];
    private long compared;
    private long changed;

    /** What of the metadata counts. */
    record Rules(boolean owners, boolean attributes, boolean hardLinks) {}

    private record Inode(long device, long number) {
        static Inode of(Metadata metadata) {
            return new Inode(metadata.deviceId(), metadata.inode());
        }
    }

    /** What an entry of a snapshot or of a file system is beside a file's content. */
    private record Facts(NodeType type, long size, ByteString target, long device, Metadata metadata) {
        static Facts of(Node node) {
            return new Facts(node.type(), node.size(), node.linkTarget(), node.device(), node.metadata());
        }

        static Facts of(Entry entry) {
            Metadata metadata = entry.metadata();
            return switch (entry) {
                case Entry.Directory _ -> new Facts(NodeType.DIRECTORY, 0, ByteString.EMPTY, 0, metadata);
                case Entry.File file -> new Facts(NodeType.FILE, file.size(), ByteString.EMPTY, 0, metadata);
                case Entry.Link link -> new Facts(NodeType.SYMLINK, 0, link.target(), 0, metadata);
                case Entry.Special special ->
                    new Facts(special.type(), 0, ByteString.EMPTY, special.device(), metadata);
            };
        }

        /** The names of fifos are not counted. */
        boolean mayHaveFurtherNames() {
            return type == NodeType.FIFO || type != NodeType.DIRECTORY && metadata.links() > 1;
        }
    }

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

    /** Attributes that are equal but for their names, which no snapshot can hold as they are in the source. */
    List<Problem> renamed() {
        return List.copyOf(renamed);
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
        String what = difference(path, Facts.of(node), Facts.of(entry));
        if (what.isEmpty() && rules.hardLinks()) {
            what = linkDifference(node, Inode.of(entry.metadata()));
        }
        if (!what.isEmpty()) {
            differing.add(path);
            findings.difference(new Problem(path.toString(), what + " is not as in the snapshot"));
        }
    }

    /** Names that were one file must be one file again. */
    private String linkDifference(Node node, Inode inode) {
        Inode other = FileIdentity.of(node)
                .map(identity -> links.putIfAbsent(identity, inode))
                .orElse(null);
        return other == null || other.equals(inode) ? "" : LINK;
    }

    /** What differs first; empty if nothing does. */
    private String difference(EntryPath path, Facts then, Facts now) {
        if (then.type() != now.type()) {
            return "its type";
        }
        if (then.size() != now.size()) {
            return "its size";
        }
        if (!then.target().equals(now.target())) {
            return "where it leads";
        }
        if (then.device() != now.device()) {
            return "its device";
        }
        return metadataDifference(path, then.metadata(), now.metadata());
    }

    private String metadataDifference(EntryPath path, Metadata then, Metadata now) {
        if (then.mode() != now.mode()) {
            return "its mode";
        }
        if (!then.modified().isSameMoment(now.modified())) {
            return "its modification time";
        }
        if (rules.owners() && (then.uid() != now.uid() || then.gid() != now.gid())) {
            return "its owner";
        }
        return rules.attributes() ? attributeDifference(path, then, now.extendedAttributes()) : "";
    }

    private String attributeDifference(EntryPath path, Metadata then, List<ExtendedAttribute> now) {
        for (ExtendedAttribute attribute : then.extendedAttributes()) {
            boolean mayBeSet = rules.owners() || attribute.name().toString().startsWith("user.");
            if (!mayBeSet || now.contains(attribute)) {
                continue;
            }
            String name = "its extended attribute " + QuotedName.readable(attribute.name());
            ExtendedAttribute kept = TreeJson.kept(attribute);
            if (kept.equals(attribute) || !now.contains(kept)) {
                return name;
            }
            renamed.add(new Problem(path.toString(), name));
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
        Entry copy = restored.get(source.path());
        if (same && copy != null && !differing.contains(source.path())) {
            compareWithCopy(source.path(), Facts.of(source), Facts.of(copy));
        }
        if (!(source instanceof Entry.File file)) {
            return;
        }
        if (same && copy instanceof Entry.File restoredFile) {
            restored.remove(file.path());
            compareContent(file, restoredFile);
        } else {
            file.content().skip();
        }
    }

    private void compareWithCopy(EntryPath path, Facts source, Facts copy) {
        String what = difference(path, source, copy);
        if (what.isEmpty() && rules.hardLinks() && !isLinkedAlike(source, copy)) {
            what = LINK;
        }
        if (!what.isEmpty()) {
            findings.difference(new Problem(path.toString(), what + " is not as in its source"));
        }
    }

    /** Names that are one file in the source must be one file again, and no others. */
    private boolean isLinkedAlike(Facts source, Facts copy) {
        if (!source.mayHaveFurtherNames() && !copy.mayHaveFurtherNames()) {
            return true;
        }
        Inode there = Inode.of(source.metadata());
        Inode here = Inode.of(copy.metadata());
        Inode otherHere = copies.putIfAbsent(there, here);
        Inode otherThere = sources.putIfAbsent(here, there);
        return (otherHere == null || otherHere.equals(here)) && (otherThere == null || otherThere.equals(there));
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
        } catch (SourceUnreachable e) {
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
