package dev.holdfast.engine.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.filter.PatternList.Match;
import dev.holdfast.engine.model.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PatternListTest {
    @Test
    void laterPatternsTakeBackWhatEarlierOnesChose() {
        PatternList list = PatternList.of(Paths.all("/home/*", "!/home/me", "*.tmp", "!keep.tmp"));

        assertTrue(list.matches(Paths.names("/home/you/file")));
        assertFalse(list.matches(Paths.names("/home/me/file")));
        assertTrue(list.matches(Paths.names("/home/me/file.tmp")));
        assertFalse(list.matches(Paths.names("/home/me/keep.tmp")));
        assertFalse(list.matches(Paths.names("/home")));
    }

    @Test
    void orderDecides() {
        PatternList list = PatternList.of(Paths.all("!a", "a"));

        assertTrue(list.matches(Paths.names("/a")));
    }

    @Test
    void takenBackDirectoryHasNoMatchingChildren() {
        PatternList list = PatternList.of(Paths.all("/a/*", "!/a/b", "/a/b/c/d"));

        assertEquals(new Match(false, true), list.match(Paths.names("/a")));
        assertEquals(new Match(true, true), list.match(Paths.names("/a/x")));
        assertEquals(new Match(false, true), list.match(Paths.names("/a/b")));
        assertEquals(new Match(false, false), list.match(Paths.names("/a/b/x")));
        assertEquals(new Match(true, true), list.match(Paths.names("/a/b/c/d")));
        assertEquals(new Match(false, false), list.match(Paths.names("/z")));
    }

    @Test
    void emptyPatternsDoNotCount() {
        PatternList list = PatternList.of(Paths.all("", ""));

        assertTrue(list.isEmpty());
        assertEquals(new Match(false, false), list.match(Paths.names("/a")));
    }

    @Test
    void caseCanBeIgnored() {
        PatternList list = PatternList.ignoringCase(Paths.all("*.TMP", "Größe/ÄÖÜ", "[A-C]x", "İ"));

        assertTrue(list.matches(Paths.names("/A/B.tMp")));
        assertTrue(list.matches(Paths.names("/GRÖßE/äöÜ/x")));
        assertTrue(list.matches(Paths.names("/BX")));
        assertTrue(list.matches(Paths.names("/I")));
        assertFalse(list.matches(Paths.names("/GRÖSSE/äöü")));
    }

    @Test
    void caseIsIgnoredBesideBytesThatAreNoText() {
        PatternList list = PatternList.ignoringCase(List.of(Paths.raw("A\u00ff")));

        assertTrue(list.matches(List.of(Paths.raw("a\u00ff"))));
        assertTrue(
                list.matches(List.of(Paths.raw("A\u00fe"))), "all such bytes are U+FFFD once letters are made small");
        assertFalse(list.matches(List.of(ByteString.of("a"))));
    }

    @Test
    void walkFindsWhatWholePathsFind() {
        PatternList list = PatternList.of(Paths.all("b/c", "!c/d", "/a/**/e", "x*", "!/a/b/x1"));
        PatternList.Directory directory = list.at(Paths.names("/a/b"));

        assertTrue(directory.matches(ByteString.of("c")));
        assertFalse(directory.matches(ByteString.of("d")));
        assertTrue(directory.matches(ByteString.of("e")));
        assertTrue(directory.matches(ByteString.of("x2")));
        assertFalse(directory.matches(ByteString.of("x1")));
        assertTrue(directory.enter(ByteString.of("c")).matches(ByteString.of("z")));
        assertFalse(directory.enter(ByteString.of("c")).matches(ByteString.of("d")));
    }

    @Test
    void folderIsNoPattern() {
        PatternList list = PatternList.folders(Paths.all("/a*/[b]/**/./c\\d/"));

        assertTrue(list.matches(Paths.names("/a*/[b]/**/c\\d/e")));
        assertFalse(list.matches(Paths.names("/ax/[b]/**/c\\d")));
        assertFalse(list.matches(Paths.names("/a*/[b]/x/c\\d")));
    }
}
