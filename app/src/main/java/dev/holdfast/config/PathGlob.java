package dev.holdfast.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds the files that a path with wildcards means. Hidden files are meant only if the pattern begins with a dot. */
final class PathGlob {
    private static final int MOST_FILES = 1000;

    private final Place place;
    private final Findings findings;

    /** @param place where the pattern stands, for problems */
    PathGlob(Place place, Findings findings) {
        this.place = place;
        this.findings = findings;
    }

    /** The files, sorted; nothing, with the problem reported, if there are none. */
    List<Path> expand(Path pattern) {
        List<Path> found = List.of(pattern.getRoot());
        boolean wildcards = false;
        for (Path name : pattern) {
            if (hasWildcard(name.toString())) {
                wildcards = true;
                found = children(found, name.toString());
            } else {
                found = found.stream().map(path -> path.resolve(name)).toList();
            }
        }
        boolean optional = wildcards;
        List<Path> files = found.stream()
                .filter(path -> optional ? Files.isRegularFile(path) : Files.exists(path))
                .toList();
        if (files.isEmpty() && wildcards) {
            findings.warning(
                    place, "include: no file fits " + Quoted.of(pattern.toString()), "see that the path is right");
        } else if (files.isEmpty()) {
            findings.error(place, "include: " + pattern + " does not exist", "write the path of a file, or remove it");
        }
        return files;
    }

    private static boolean hasWildcard(String name) {
        return name.chars().anyMatch(character -> "*?[{".indexOf(character) >= 0);
    }

    private List<Path> children(List<Path> folders, String pattern) {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                addChildren(folder, pattern, found);
            }
        }
        return found.stream().sorted().toList();
    }

    private void addChildren(Path folder, String pattern, List<Path> found) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            PathMatcher matcher = folder.getFileSystem().getPathMatcher("glob:" + pattern);
            for (Path child : children) {
                boolean hidden = child.getFileName().toString().startsWith(".") && !pattern.startsWith(".");
                if (!hidden && matcher.matches(child.getFileName())) {
                    if (found.size() == MOST_FILES) {
                        findings.error(
                                place, "include: more than " + MOST_FILES + " files fit", "write a closer pattern");
                        return;
                    }
                    found.add(child);
                }
            }
        } catch (PatternSyntaxException e) {
            findings.error(place, "include: " + Quoted.of(pattern) + " is not a pattern", "close its brackets");
        } catch (IOException | DirectoryIteratorException e) {
            findings.error(place, "include: " + folder + " can't be listed", "give this user the right to read it");
        }
    }
}
