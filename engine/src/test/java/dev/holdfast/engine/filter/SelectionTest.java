package dev.holdfast.engine.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.filter.Selection.Choice;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SelectionTest {
    private static final List<ByteString> NONE = List.of();

    @Test
    void withoutPatternsEverythingIsTaken() {
        Selection selection = Selection.of(new Selection.Patterns(NONE, NONE, NONE, NONE));

        assertTrue(selection.isAll());
        assertEquals(new Choice(true, true), choose(selection, "/a/b", true));
        assertEquals(new Choice(true, false), choose(selection, "/a/b", false));
    }

    @Test
    void includedPathsAndTheWayThereAreTaken() {
        Selection selection = Selection.of(
                new Selection.Patterns(Paths.all("/a/b/c", "!/a/b/c/d"), Paths.all("/X/*.TMP"), NONE, NONE));

        assertFalse(selection.isAll());
        assertEquals(new Choice(false, true), choose(selection, "/a", true));
        assertEquals(new Choice(false, false), choose(selection, "/a", false));
        assertEquals(new Choice(true, true), choose(selection, "/a/b/c", true));
        assertEquals(new Choice(true, true), choose(selection, "/a/b/c/e", true));
        assertEquals(new Choice(false, false), choose(selection, "/a/b/c/d", true));
        assertEquals(new Choice(false, false), choose(selection, "/z", true));
        assertEquals(new Choice(true, false), choose(selection, "/x/y.Tmp", false));
    }

    @Test
    void excludedDirectoriesAreNotWalked() {
        Selection selection = Selection.of(new Selection.Patterns(NONE, NONE, Paths.all("/a/b"), Paths.all("*.TMP")));

        assertEquals(new Choice(true, true), choose(selection, "/a", true));
        assertEquals(new Choice(false, false), choose(selection, "/a/b", true));
        assertEquals(new Choice(false, false), choose(selection, "/a/b.tmp", false));
    }

    @Test
    void anEmptyPatternIncludesNothing() {
        Selection selection = Selection.of(new Selection.Patterns(Paths.all(""), NONE, NONE, NONE));

        assertEquals(new Choice(false, false), choose(selection, "/a", true));
    }

    @Test
    void bothKindsAreRefused() {
        Selection.Patterns both = new Selection.Patterns(Paths.all("a"), NONE, NONE, Paths.all("b"));

        assertThrows(InvalidRequest.class, () -> Selection.of(both));
    }

    @Test
    void findIgnoresTheSign() {
        Selection selection = Selection.finding(Paths.all("!six", "/t/C"), true);

        assertEquals(new Choice(true, true), choose(selection, "/t/six", true));
        assertEquals(new Choice(true, false), choose(selection, "/T/c/x", false));
        assertEquals(new Choice(false, true), choose(selection, "/t", true));
        assertTrue(Selection.finding(Paths.all("a", ""), false).isAll());
    }

    @Test
    void foldersAreReachedThroughTheirParents() {
        FolderSelection folders = FolderSelection.of(Paths.all("/a/b/", "/c"));

        assertTrue(folders.leadsTo(Paths.names("/a")));
        assertFalse(folders.contains(Paths.names("/a")));
        assertTrue(folders.contains(Paths.names("/a/b")));
        assertTrue(folders.contains(Paths.names("/a/b/x")));
        assertFalse(folders.leadsTo(Paths.names("/a/b/x")));
        assertFalse(folders.leadsTo(Paths.names("/ab")));
        assertTrue(FolderSelection.of(Paths.all("/")).contains(Paths.names("/z")));
        assertTrue(FolderSelection.of(NONE).contains(Paths.names("/z")));
    }

    private static Choice choose(Selection selection, String path, boolean directory) {
        List<ByteString> names = Paths.names(path);
        Selection.Directory within = selection.root();
        for (ByteString name : names.subList(0, names.size() - 1)) {
            within = within.enter(name);
        }
        return within.choose(names.getLast(), directory);
    }
}
