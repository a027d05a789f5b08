package dev.holdfast.engine.op;

import dev.holdfast.engine.files.FileAttributes;
import dev.holdfast.engine.files.LocalTarget;
import dev.holdfast.engine.files.TargetFolder;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.posix.Accounts;
import dev.holdfast.engine.posix.FileStatus;
import dev.holdfast.engine.posix.PosixException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Restores what is no folder: links and special files at once, files by what {@link WantedContent} is told. */
final class RestoreEntries {
    private final RestoreRun run;
    private final LocalTarget target;
    private final Restore.Request request;
    private final RestoreProgress progress;
    private final WantedContent wanted;
    private final @Nullable Accounts accounts;
    private final Map<FileIdentity, RestoreLinks.First> firsts = new HashMap<>();
    private final List<RestoreLinks.Link> links = new ArrayList<>();

    RestoreEntries(RestoreRun run, WantedContent wanted, @Nullable Accounts accounts) {
        this.run = run;
        this.target = run.target();
        this.request = run.request();
        this.progress = run.progress();
        this.wanted = wanted;
        this.accounts = accounts;
    }

    List<RestoreLinks.Link> links() {
        return links;
    }

    /** Restores an entry into a folder that is prepared. */
    void restore(TargetFolder folder, Node node) {
        switch (node.type()) {
            case DIRECTORY -> throw new IllegalArgumentException("folders are the walk's");
            case SOCKET -> {} // Only the program that listens can make one.
            case IRREGULAR -> run.problem(folder.pathOf(node.name()), "its type is unknown");
            case FILE, SYMLINK, BLOCK_DEVICE, CHARACTER_DEVICE, FIFO -> {
                FileAttributes attributes = FileAttributes.of(node.metadata(), accounts);
                Optional<FileIdentity> identity = FileIdentity.of(node);
                if (!isFurtherName(folder, node, identity, attributes)) {
                    restoreFirst(folder, node, identity, attributes);
                }
            }
        }
    }

    private boolean isFurtherName(
            TargetFolder folder, Node node, Optional<FileIdentity> identity, FileAttributes attributes) {
        RestoreLinks.First first = identity.map(firsts::get).orElse(null);
        if (first == null) {
            return false;
        }
        links.add(new RestoreLinks.Link(folder, node.name(), first, attributes));
        return true;
    }

    private void restoreFirst(
            TargetFolder folder, Node node, Optional<FileIdentity> identity, FileAttributes attributes) {
        try {
            Optional<FileStatus> present = target.status(folder, node.name());
            if (present.isPresent() && !request.overwrite().replaces(present.get(), attributes)) {
                progress.skipped(node.size());
                item(folder, node, RestoreProgress.Action.UNCHANGED);
                return;
            }
            run.tellDoubled(folder, node.name(), attributes);
            identity.ifPresent(same -> firsts.put(same, new RestoreLinks.First(folder, node.name(), node.type())));
            if (node.type() == NodeType.FILE) {
                restoreFile(folder, node, attributes, present.orElse(null));
            } else {
                restoreSpecial(folder, node, attributes);
            }
        } catch (PosixException e) {
            run.problem(folder.pathOf(node.name()), e);
        }
    }

    private void restoreSpecial(TargetFolder folder, Node node, FileAttributes attributes) throws PosixException {
        progress.add(0);
        if (!request.dryRun()) {
            target.clear(folder, node.name(), request.delete());
            target.make(
                    folder,
                    node.name(),
                    new LocalTarget.Special(node.type(), node.linkTarget(), node.device()),
                    attributes);
        }
        progress.done();
        item(folder, node, RestoreProgress.Action.RESTORED);
    }

    private void item(TargetFolder folder, Node node, RestoreProgress.Action action) {
        if (progress.wantsItems()) {
            progress.item(new RestoreProgress.Item(folder.pathOf(node.name()), action, node.type(), node.size()));
        }
    }

    private void restoreFile(TargetFolder folder, Node node, FileAttributes attributes, @Nullable FileStatus present) {
        StoredContent content = StoredContent.of(node, run.repository().index());
        RestoreFile file = new RestoreFile(folder, node.name(), attributes, content.size());
        progress.add(file.size());
        if (content.missing() == null && content.size() != node.size()) {
            run.repositoryProblem(
                    file.path(),
                    "the snapshot says that it has " + Long.toUnsignedString(node.size())
                            + " bytes, but its content has " + content.size());
        }
        if (present == null || !present.isFile()) {
            wanted.add(file, content, new BitSet(), false);
        } else if (content.missing() == null && request.overwrite().trusts(present, attributes, content.size())) {
            run.threads().add((codec, buffer) -> wanted.writer().completeEqual(file));
        } else {
            run.threads().add(new FileComparison(run, wanted, file, content)::run);
        }
    }
}
