package dev.holdfast.cli;

import dev.holdfast.config.Problem;
import java.io.PrintStream;
import java.util.List;

/** Problems of the configuration, for people and for programs. */
final class ProblemText {
    private ProblemText() {}

    static void print(List<Problem> problems, PrintStream to) {
        for (Problem problem : problems) {
            to.println(Text.safe(problem.place().toString()) + ": " + (problem.isError() ? "error: " : "warning: ")
                    + Text.safe(problem.what()));
            to.println("  fix: " + Text.safe(problem.fix()));
        }
    }

    /** Such as {@code 2 errors, 1 warning}. */
    static String count(List<Problem> problems) {
        long errors = problems.stream().filter(Problem::isError).count();
        long warnings = problems.size() - errors;
        return errors
                + (errors == 1 ? " error, " : " errors, ")
                + warnings
                + (warnings == 1 ? " warning" : " warnings");
    }

    /** One object: whether the file can be used, and all problems. */
    static String json(List<Problem> problems) {
        return new JsonLine()
                .text("message_type", "validation")
                .flag("valid", problems.stream().noneMatch(Problem::isError))
                .raw("problems", array(problems))
                .toString();
    }

    static String array(List<Problem> problems) {
        return JsonLine.array(problems.stream().map(ProblemText::json).toList());
    }

    private static JsonLine json(Problem problem) {
        return new JsonLine()
                .text("severity", problem.isError() ? "error" : "warning")
                .text("file", problem.place().file())
                .number("line", problem.place().line())
                .number("column", problem.place().column())
                .text("what", problem.what())
                .text("fix", problem.fix());
    }
}
