package dev.holdfast.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of variables: {@code NAME=VALUE} in each line, with {@code export} before it or not, the value in quotes or not;
 * lines that begin with # and empty lines count for nothing. Values are taken as they are: no variables, no escapes.
 */
final class VariableFile {
    private static final Pattern LINE =
            Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(?:\"([^\"]*)\"|'([^']*)'|((?![\"']).*))");

    private VariableFile() {}

    /** @param namedAt where the file is named, for problems with the file as a whole */
    static Map<String, String> read(Path file, Place namedAt, Findings findings) {
        Findings own = new Findings();
        Optional<String> text = YamlText.read(file, YamlText.Kind.VARIABLES, own);
        own.sorted()
                .forEach(problem -> findings.error(
                        namedAt,
                        RootShape.ENV_FILE.name() + ": " + problem.place() + " " + problem.what(),
                        problem.fix()));
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> lines = text.map(all -> all.lines().toList()).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                variables.put(matcher.group(1), value(matcher));
            } else {
                // The line is not shown: it may hold a secret.
                findings.error(
                        new Place(file.toString(), i + 1, 1),
                        "is not NAME=VALUE",
                        "write NAME=VALUE; quotes, if there are any, must stand around the whole value");
            }
        }
        return variables;
    }

    private static String value(Matcher matcher) {
        for (int group = 2; group < 4; group++) {
            if (matcher.group(group) != null) {
                return matcher.group(group);
            }
        }
        return matcher.group(4).strip();
    }
}
