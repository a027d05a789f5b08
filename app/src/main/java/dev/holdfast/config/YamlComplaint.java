package dev.holdfast.config;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Says in words for people why a text is not YAML. */
final class YamlComplaint {
    private YamlComplaint() {}

    static void report(YamlEngineException exception, String file, Findings findings) {
        if (exception instanceof MarkedYamlEngineException marked) {
            Place place = marked.getProblemMark()
                    .or(marked::getContextMark)
                    .map(mark -> YamlParser.place(mark, file))
                    .orElse(Place.wholeFile(file));
            report(place, String.valueOf(marked.getProblem()), String.valueOf(marked.getContext()), findings);
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
                    place,
                    "a text begins with a character that YAML keeps for itself",
                    "put the text in quotes");
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
            findings.error(
                    place,
                    "is not YAML: " + problem,
                    "check the indentation, quotes and brackets near here");
        }
    }
}
