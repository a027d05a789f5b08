package dev.holdfast.config;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/** Says in words for people why a text is not YAML. */
final class YamlComplaint {
    private YamlComplaint() {}

    static void report(YamlEngineException exception, String file, Findings findings) {
        if (exception instanceof MarkedYamlEngineException marked) {
            // A quote or bracket that the file's end finds open is to be closed where it was opened.
            boolean atEnd = String.valueOf(marked.getProblem()).contains("end of stream");
            Place place = (atEnd ? marked.getContextMark() : marked.getProblemMark())
                    .or(marked::getProblemMark)
                    .or(marked::getContextMark)
                    .map(mark -> YamlParser.place(mark, file))
                    .orElse(Place.wholeFile(file));
            report(place, String.valueOf(marked.getProblem()), String.valueOf(marked.getContext()), findings);
        } else if (exception instanceof YamlVersionException) {
            findings.error(Place.wholeFile(file), "is written in an unknown version of YAML", "remove the line %YAML");
        } else {
            report(Place.wholeFile(file), String.valueOf(exception.getMessage()), "", findings);
        }
    }

    private static void report(Place place, String problem, String context, Findings findings) {
        if (problem.contains("\\t(TAB)") || problem.contains("'\\t'") || problem.contains("\t")) {
            findings.error(place, "a tab is used for indentation", "indent with spaces");
        } else if (problem.contains("mapping values are not allowed")) {
            findings.error(
                    place,
                    "there is a colon where no key can be",
                    "check the indentation; put a text with \": \" in quotes; write file:/path without a space");
        } else if (problem.contains("cannot start any token")) {
            findings.error(
                    place, "a text begins with a character that YAML keeps for itself", "put the text in quotes");
        } else if (problem.contains("expected <block end>")) {
            findings.error(
                    place, "the indentation does not fit what is above", "indent the keys or items of one list alike");
        } else if (problem.contains("could not find expected ':'")) {
            findings.error(place, "a line above is neither KEY: VALUE nor an item of a list", "add the colon");
        } else if (context.contains("anchor") || context.contains("alias")) {
            findings.error(
                    place,
                    "a text begins with * or &, which YAML keeps for itself",
                    "put patterns in quotes, such as \"*.tmp\"");
        } else if (context.contains("flow")) {
            findings.error(
                    place,
                    "a bracket is not closed: " + problem,
                    "close the [ or { that was opened before; between brackets, ${NAME} and texts with commas or brackets "
                            + "need quotes");
        } else if (context.contains("quoted scalar")) {
            findings.error(
                    place,
                    "a text in quotes is broken: " + problem,
                    "close the quotes; in double quotes write a backslash as \\\\");
        } else {
            findings.error(place, "is not YAML: " + problem, "check the indentation, quotes and brackets near here");
        }
    }
}
