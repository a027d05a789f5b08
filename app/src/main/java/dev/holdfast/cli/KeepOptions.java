package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.upkeep.KeepPeriod;
import dev.holdfast.engine.upkeep.KeepPolicy;
import dev.holdfast.engine.upkeep.KeepRule;
import dev.holdfast.engine.upkeep.KeepSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that say which snapshots stay. */
final class KeepOptions {
    @Option(
            names = {"-l", "--keep-last"},
            paramLabel = "N",
            description = "keep the newest N snapshots; every N may be unlimited")
    String last = "0";

    @Option(
            names = {"-H", "--keep-hourly"},
            paramLabel = "N",
            description = "keep the newest of each of the newest N hours that have any")
    String hourly = "0";

    @Option(
            names = {"-d", "--keep-daily"},
            paramLabel = "N",
            description = "keep the newest of each of the newest N days that have any")
    String daily = "0";

    @Option(
            names = {"-w", "--keep-weekly"},
            paramLabel = "N",
            description = "keep the newest of each of the newest N weeks that have any")
    String weekly = "0";

    @Option(
            names = {"-m", "--keep-monthly"},
            paramLabel = "N",
            description = "keep the newest of each of the newest N months that have any")
    String monthly = "0";

    @Option(
            names = {"-y", "--keep-yearly"},
            paramLabel = "N",
            description = "keep the newest of each of the newest N years that have any")
    String yearly = "0";

    @Option(
            names = "--keep-within",
            paramLabel = "DURATION",
            description = "keep all that are younger than this before the newest, such as 1y5m7d2h")
    String within = "";

    @Option(
            names = "--keep-within-hourly",
            paramLabel = "DURATION",
            description = "keep the newest of each hour this long before the newest")
    String withinHourly = "";

    @Option(
            names = "--keep-within-daily",
            paramLabel = "DURATION",
            description = "keep the newest of each day this long before the newest")
    String withinDaily = "";

    @Option(
            names = "--keep-within-weekly",
            paramLabel = "DURATION",
            description = "keep the newest of each week this long before the newest")
    String withinWeekly = "";

    @Option(
            names = "--keep-within-monthly",
            paramLabel = "DURATION",
            description = "keep the newest of each month this long before the newest")
    String withinMonthly = "";

    @Option(
            names = "--keep-within-yearly",
            paramLabel = "DURATION",
            description = "keep the newest of each year this long before the newest")
    String withinYearly = "";

    @Option(
            names = "--keep-tag",
            paramLabel = "TAGS",
            description = "keep all that have all of these tags, separated by commas; '' means those without tags")
    List<String> tags = List.of();

    KeepPolicy policy() {
        List<KeepRule> rules = new ArrayList<>();
        for (String list : tags) {
            rules.add(new KeepRule.Tagged(
                    Arrays.stream(list.split(",", -1)).map(String::strip).toList()));
        }
        KeepSpan all = span("--keep-within", within);
        if (!all.isZero()) {
            rules.add(new KeepRule.Within(all));
        }
        count(rules, KeepPeriod.LAST, last);
        count(rules, KeepPeriod.HOURLY, hourly);
        count(rules, KeepPeriod.DAILY, daily);
        count(rules, KeepPeriod.WEEKLY, weekly);
        count(rules, KeepPeriod.MONTHLY, monthly);
        count(rules, KeepPeriod.YEARLY, yearly);
        within(rules, KeepPeriod.HOURLY, withinHourly);
        within(rules, KeepPeriod.DAILY, withinDaily);
        within(rules, KeepPeriod.WEEKLY, withinWeekly);
        within(rules, KeepPeriod.MONTHLY, withinMonthly);
        within(rules, KeepPeriod.YEARLY, withinYearly);
        return new KeepPolicy(rules);
    }

    private static void count(List<KeepRule> rules, KeepPeriod period, String text) {
        int count = number(period, text);
        if (count != 0) {
            rules.add(new KeepRule.Count(period, count));
        }
    }

    private static int number(KeepPeriod period, String text) {
        if (text.equals("unlimited")) {
            return KeepRule.UNLIMITED;
        }
        if (!text.matches("\\+?[0-9]{1,18}")) {
            throw new InvalidRequest(
                    "--keep-" + period.word() + " " + text + " is not a number of snapshots",
                    "give a number of 0 or more, or unlimited");
        }
        return (int) Math.min(Long.parseLong(text), Integer.MAX_VALUE);
    }

    private static void within(List<KeepRule> rules, KeepPeriod period, String text) {
        KeepSpan span = span("--keep-within-" + period.word(), text);
        if (!span.isZero()) {
            rules.add(new KeepRule.PeriodWithin(period, span));
        }
    }

    private static KeepSpan span(String flag, String text) {
        try {
            return KeepSpan.parse(text);
        } catch (InvalidRequest e) {
            throw new InvalidRequest(flag + ": " + e.getMessage(), e.fix());
        }
    }
}
