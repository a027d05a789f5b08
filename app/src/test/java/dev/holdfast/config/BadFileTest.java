package dev.holdfast.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with one fault each: where it is found, what is said, and what to do. */
class BadFileTest {
    @TempDir
    private Path folder;

    /** The good file with one piece replaced. */
    private static Arguments change(String from, String to, String place, String what, String fix) {
        assertTrue(ConfigFiles.GOOD.contains(from), from);
        return Arguments.of(ConfigFiles.GOOD.replace(from, to), place, what, fix);
    }

    /** The good file with more lines in its job. */
    private static Arguments job(String line, String place, String what, String fix) {
        return Arguments.of(ConfigFiles.GOOD + "    " + line + "\n", place, "jobs.home." + what, fix);
    }

    /** A whole file. */
    private static Arguments file(String text, String place, String what, String fix) {
        return Arguments.of(text, place, what, fix);
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                change(
                        "    to: disk",
                        "    too: disk",
                        "7:3",
                        "jobs.home: to is missing",
                        "add to: with the name of a repository"),
                change(
                        "    to: disk",
                        "    to: disk\n    shedule: 02:00",
                        "11:5",
                        "jobs.home: unknown key \"shedule\"",
                        "write \"schedule\""),
                change(
                        "    to: disk",
                        "    to: disk\n    one_file: x",
                        "11:5",
                        "jobs.home: unknown key \"one_file\"",
                        "write \"one-file-system\" in an item of jobs.home.sources, beside files:"),
                change(
                        "    to: disk",
                        "    to: disk\n    colour: x",
                        "11:5",
                        "jobs.home: unknown key \"colour\"",
                        "remove it; known here are: host, schedule, sources, before, after, to, keep, copies, verify, objectives, size-anomaly, nice, cpu-limit, timeout, retry, notify"),
                change(
                        "    to: disk",
                        "    to: disk\n    exclud: [a]",
                        "11:5",
                        "jobs.home: unknown key \"exclud\"",
                        "write \"exclude\" in an item of jobs.home.sources, beside files:"),
                change(
                        "    to: disk",
                        "    to: disk\n    exclude-larger-than: 1GiB",
                        "11:5",
                        "jobs.home: unknown key \"exclude-larger-than\"",
                        "write \"exclude-larger-than\" in an item of jobs.home.sources, beside files:"),
                change(
                        "    to: disk",
                        "    to: disk\n    keep-at-least: 3",
                        "11:5",
                        "jobs.home: unknown key \"keep-at-least\"",
                        "write \"keep\" here, or \"keep-at-least\" in repositories.NAME.prune"),
                change(
                        "    to: disk",
                        "    to: disk\n    hosts: x",
                        "11:5",
                        "jobs.home: unknown key \"hosts\"",
                        "write \"host\" here, or \"hosts\" at the top of the file"),
                change(
                        "    to: disk",
                        "    to: disk\n    passwrd: file:/x",
                        "11:5",
                        "jobs.home: unknown key \"passwrd\"",
                        "write \"password\" in repositories.NAME or in web"),
                change(
                        "    to: disk",
                        "    to: disk\n    daily: 7",
                        "11:5",
                        "jobs.home: unknown key \"daily\"",
                        "write \"daily\" in jobs.home.keep or in jobs.home.copies[].keep"),
                change(
                        "version: 1\n",
                        "version: 1\nkeep: { daily: 7 }\n",
                        "2:1",
                        "unknown key \"keep\"",
                        "write \"keep\" in jobs.NAME or in an item of jobs.NAME.copies, beside to:"),
                change(
                        "    to: disk",
                        "    to: disk\n    <<: {}",
                        "11:5",
                        "jobs.home: unknown key \"<<\"",
                        "write the keys out; merging is no part of YAML 1.2"),
                change(
                        "    to: disk",
                        "    to: disk\n    to: disk",
                        "11:5",
                        "the key \"to\" is here a second time; first in line 10",
                        "keep one of the two"),
                change(
                        "    to: disk",
                        "    to: dsk",
                        "10:9",
                        "jobs.home.to: there is no repository named \"dsk\"",
                        "write \"disk\""),
                change(
                        "    to: disk",
                        "    to: elsewhere",
                        "10:9",
                        "jobs.home.to: there is no repository named \"elsewhere\"",
                        "describe it under repositories:, or write one of: disk"),
                change(
                        "    to: disk",
                        "    to:",
                        "10:8",
                        "jobs.home.to: the value is missing",
                        "write the name of a repository"),
                change(
                        "    to: disk",
                        "    to: [disk]",
                        "10:9",
                        "jobs.home.to: there is a list where it can't be",
                        "write the name of a repository"),
                change(
                        "    to: disk",
                        "    to: { url: x }",
                        "10:9",
                        "jobs.home.to: there is a group of keys where it can't be",
                        "write the name of a repository"),
                change(
                        "    to: disk",
                        "    [a]: b\n    to: disk",
                        "10:5",
                        "a list or mapping can't be a key",
                        "write a word as the key"),
                change("version: 1\n", "", "1:1", "version is missing", "begin the file with version: 1"),
                change(
                        "version: 1",
                        "version: 2",
                        "1:10",
                        "version: \"2\" is no version that this program knows",
                        "write version: 1"),
                change(
                        "  home:",
                        "  my home:",
                        "7:3",
                        "jobs.my home: \"my home\" can't be the name of a job",
                        "use up to 63 letters a-z, digits, '-', '_' or '.', beginning with a letter or digit"),
                change(
                        "    url: /srv/backup\n",
                        "",
                        "3:3",
                        "repositories.disk: url is missing",
                        "add url: with a folder, such as /srv/backup"),
                file(
                        "version: 1\nrepositories:\n  a: { url: /a, password: env:A }\n",
                        "1:1",
                        "jobs is missing",
                        "say under jobs: what is backed up"),
                file(
                        ConfigFiles.GOOD
                                        .replace("jobs:\n", "jobs: {}\n")
                                        .substring(0, ConfigFiles.GOOD.indexOf("jobs:"))
                                + "jobs: {}\n",
                        "6:7",
                        "jobs: it is empty",
                        "write a name for each job, and its keys below"));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                change(
                        "- files: [/home/me]",
                        "- file: [/home/me]",
                        "9:9",
                        "jobs.home.sources[0]: unknown key \"file\"",
                        "write \"files\""),
                change(
                        "- files: [/home/me]",
                        "- /home/me",
                        "9:9",
                        "jobs.home.sources[0]: there is a single value where it can't be",
                        "write a source such as files: [/home/me]"),
                change(
                        "- files: [/home/me]",
                        "- zzz: 1",
                        "9:9",
                        "jobs.home.sources[0]: none of the known kinds is named",
                        "write one of: files, command, postgres, mariadb, redis, sqlite, mongodb, qdrant, vault, bucket, n8n, grafana, docker-volumes, vm"),
                change(
                        "- files: [/home/me]",
                        "- files: []",
                        "9:16",
                        "jobs.home.sources[0].files: the list is empty",
                        "write a list of paths"),
                change(
                        "- files: [/home/me]",
                        "- files: [me]",
                        "9:17",
                        "jobs.home.sources[0].files[0]: \"me\" is not a full path",
                        "begin it with / or ~/, such as /home/me/documents"),
                change(
                        "- files: [/home/me]",
                        "- files: [/a]\n        exclude-larger-than: 10",
                        "10:30",
                        "jobs.home.sources[0].exclude-larger-than: \"10\" is not a size",
                        "write a number with its unit, such as 10MB or 10MiB"),
                change(
                        "- files: [/home/me]",
                        "- files: [/a]\n        one-file-system: yes",
                        "10:26",
                        "jobs.home.sources[0].one-file-system: \"yes\" is neither true nor false",
                        "write true or false"),
                change(
                        "- files: [/home/me]",
                        "- files: [/a]\n        command: { run: [x], name: y }",
                        "9:9",
                        "jobs.home.sources[0]: files and command stand together",
                        "write each as an item of the list"),
                change(
                        "- files: [/home/me]",
                        "- command: { run: pg_dump x, name: y }",
                        "9:25",
                        "jobs.home.sources[0].command.run: there is a single value where it can't be",
                        "write a list with the program and its arguments"),
                change(
                        "- files: [/home/me]",
                        "- command: { run: [x], name: a/b }",
                        "9:36",
                        "jobs.home.sources[0].command.name: \"a/b\" can't be the name of a file",
                        "write a plain file name without '/', such as app.sql"),
                change(
                        "- files: [/home/me]",
                        "- command: { run: [x], name: a }\n      - command: { run: [y], name: a }",
                        "8:5",
                        "jobs.home.sources: two commands have the name \"a\"",
                        "give each command a name of its own"),
                change(
                        "- files: [/home/me]",
                        "- command: { run: [x], name: manifest.json }",
                        "9:36",
                        "jobs.home.sources[0].command.name: the program itself writes a file named manifest.json",
                        "give it another name, such as app.json"),
                change(
                        "- files: [/home/me]",
                        "- files: [/home/me]\n      - files: [/srv, /home/you/../me/photos]",
                        "8:5",
                        "jobs.home.sources: two sources overlap: \"/home/me/photos\" lies in \"/home/me\"",
                        "put both paths into one files: source, or take one out"),
                change(
                        "- files: [/home/me]",
                        "- files: [/home/me]\n        exclude: [\"[a\"]",
                        "10:19",
                        "jobs.home.sources[0].exclude[0]: bad pattern: [a",
                        "close every [ with a ], put something between them, and write \\ only before another character"),
                change(
                        "- files: [/home/me]",
                        "- files: [/home/me]\n        exclude-if-present: \":x\"",
                        "10:29",
                        "jobs.home.sources[0].exclude-if-present: no name of a tag file in \":x\"",
                        "write NAME or NAME:HEADER"),
                change(
                        "/srv/backup",
                        "5",
                        "4:10",
                        "repositories.disk.url: 5 is no text to YAML",
                        "write a folder, such as /srv/backup; put it in quotes if it is meant as it is: \"5\""),
                change(
                        "- files: [/home/me]",
                        "- postgres: { databases: all }",
                        "9:9",
                        "jobs.home.sources[0].postgres: not supported yet by this version",
                        "write command: { run: …, name: … } with [pg_dump, --format=custom, NAME]"),
                change(
                        "/srv/backup",
                        "sftp:me@nas.example.org:/b",
                        "4:10",
                        "repositories.disk.url: sftp: is not supported yet by this version",
                        "write a folder, such as /srv/backup; a mounted network folder will do"),
                change(
                        "/srv/backup",
                        "ftp://me:secret@nas.example.org/b",
                        "4:10",
                        "repositories.disk.url: no repository can be reached by \"ftp:\"",
                        "write a path such as /srv/backup, or ./NAME if the colon belongs to a file name"),
                change(
                        "file:/etc/holdfast/disk.password",
                        "hunter2",
                        "5:15",
                        "repositories.disk.password: is a literal secret",
                        "write file:… or env:… and keep the secret there"),
                change(
                        "file:/etc/holdfast/disk.password",
                        "env:MY PASSWORD",
                        "5:15",
                        "repositories.disk.password: env: names no variable",
                        "write the name of a variable, such as env:BACKUP_PASSWORD"),
                change(
                        "file:/etc/holdfast/disk.password",
                        "command:pass show x",
                        "5:15",
                        "repositories.disk.password: command: is no list of a program and its arguments",
                        "write such as command:[pass, show, backup]"),
                change(
                        "/srv/backup",
                        "${PLACE}",
                        "4:10",
                        "repositories.disk.url: the variable ${PLACE} is not set",
                        "set PLACE, name it in env-file:, or write ${PLACE:-default}"),
                change(
                        "/srv/backup",
                        "${PLACE",
                        "4:10",
                        "repositories.disk.url: ${ is not followed by the name of a variable and }",
                        "write ${NAME} or ${NAME:-default}, or $${ for the two characters themselves"),
                job("host: db1", "11:11", "host: there is no host named \"db1\"", "describe it under hosts:"),
                job(
                        "notify: [ops]",
                        "11:14",
                        "notify[0]: there is no notify entry named \"ops\"",
                        "describe it under notify:"),
                job(
                        "before: [ { run: [docker, stop, app] } ]",
                        "11:5",
                        "before: not supported yet by this version",
                        "remove it, and run the command before `holdfast run`"));
    }

    static Stream<Arguments> valuesForLater() {
        String schedule =
                "write such as 02:00, 02:00 Europe/Berlin, every 12h, weekly Sun 04:00, monthly 1 03:00, a cron "
                        + "line of five fields or a systemd calendar expression";
        return Stream.of(
                job(
                        "schedule: 25:00",
                        "11:15",
                        "schedule: \"25:00\" is not a schedule: 25 is not within 0 to 23",
                        schedule),
                job("schedule: sometimes", "11:15", "schedule: \"sometimes\" is not a schedule", schedule),
                job(
                        "schedule: 02:00 Europe/Atlantis",
                        "11:15",
                        "schedule: \"Europe/Atlantis\" is not a time zone",
                        "write UTC or a zone such as Europe/Berlin"),
                job("schedule: 0 3 30 2 *", "11:15", "schedule: \"0 3 30 2 *\" names a day that never comes", schedule),
                job(
                        "keep: { daily: seven }",
                        "11:20",
                        "keep.daily: \"seven\" is not a whole number",
                        "write a whole number from 0 to 1000000"),
                job(
                        "keep: { daily: -1 }",
                        "11:20",
                        "keep.daily: -1 is out of bounds",
                        "write a whole number from 0 to 1000000"),
                job(
                        "keep: { daily: 0 }",
                        "11:5",
                        "keep: nothing would be kept",
                        "say what to keep, such as { daily: 7, weekly: 4, monthly: 6 }"),
                job(
                        "timeout: 4 hours",
                        "11:14",
                        "timeout: \"4 hours\" is not a length of time",
                        "write numbers with their units w, d, h, m, s, such as 24h, 30d or 1h30m"),
                job(
                        "size-anomaly: 150%",
                        "11:19",
                        "size-anomaly: 150.0% is not between 0% and 100%",
                        "write a percentage above 0% and up to 100%"),
                Arguments.of(
                        ConfigFiles.GOOD + "notify:\n  ops:\n    - telegram: { token: \"12345:abcdef\", chat: 1 }\n",
                        "13:26",
                        "notify.ops[0].telegram.token: is a literal secret",
                        "write file:… or env:… and keep the secret there"),
                Arguments.of(
                        ConfigFiles.GOOD.replace("/srv/backup", "/srv/backup\n    upload-limit: 10MB"),
                        "5:19",
                        "repositories.disk.upload-limit: \"10MB\" is not a rate",
                        "write a size per second, such as 10MB/s or 10MiB/s"),
                Arguments.of(
                        ConfigFiles.GOOD + "state: postgresql://db.example.org/holdfast\n",
                        "11:8",
                        "state: a database is not supported yet by this version",
                        "write a folder, such as /var/lib/holdfast"));
    }

    static Stream<Arguments> text() {
        String quotes = "put patterns in quotes, such as \"*.tmp\"";
        return Stream.of(
                file("", "", "is empty", "begin with examples/first.yaml, or let `holdfast quickstart PATH` write it"),
                file(
                        "# nothing\n---\n",
                        "",
                        "is empty",
                        "begin with examples/first.yaml, or let `holdfast quickstart PATH` write it"),
                file(
                        "hello",
                        "1:1",
                        "there is a single value where it can't be",
                        "write the keys version, repositories and jobs"),
                file(
                        "- a\n- b\n",
                        "1:1",
                        "there is a list where it can't be",
                        "write the keys version, repositories and jobs"),
                file("version: 1\njobs:\n\thome: x\n", "3:1", "a tab is used for indentation", "indent with spaces"),
                file(
                        "version: 1\n---\nversion: 1\n",
                        "2:1",
                        "a second document begins",
                        "keep one document in a file: remove the line ---"),
                file("a: [*.tmp]\n", "1:6", "a text begins with * or &, which YAML keeps for itself", quotes),
                file("a: *tmp\n", "1:4", "*tmp stands for nothing: in YAML a leading * is a reference", quotes),
                file("a: &a [ *a ]\n", "1:9", "*a stands for nothing: in YAML a leading * is a reference", quotes),
                file(
                        "a: @home\n",
                        "1:4",
                        "a text begins with a character that YAML keeps for itself",
                        "put the text in quotes"),
                file(
                        "a: \"x\nb: c\n",
                        "1:4",
                        "a text in quotes is broken: found unexpected end of stream",
                        "close the quotes; in double quotes write a backslash as \\\\"),
                file(
                        "a: b: c\n",
                        "1:5",
                        "there is a colon where no key can be",
                        "check the indentation; put a text with \": \" in quotes; write file:/path without a space"),
                file(
                        "a: " + "[".repeat(5000),
                        "1:44",
                        "values are nested more than 40 deep",
                        "see that brackets are closed"),
                file(bomb(), "7:10", "there are more than 100000 values", "write fewer aliases or values"),
                file(
                        "a: \u0001\n",
                        "1:4",
                        "there is a character that a YAML file can't have: U+0001",
                        "remove it; in double quotes it may be written as an escape such as \\x07"));
    }

    private static String bomb() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(6)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource({"keys", "values", "valuesForLater"})
    void faultIsFoundWithPlaceCauseAndFix(String text, String place, String what, String fix) {
        List<Problem> problems = new ConfigFiles(folder).problems(text);

        check(problems, place, what, fix);
    }

    @ParameterizedTest
    @MethodSource("text")
    void textThatIsNoYamlIsToldSo(String text, String place, String what, String fix) {
        List<Problem> problems = new ConfigFiles(folder).problems(text);

        assertEquals(1, problems.size(), problems::toString);
        check(problems, place, what, fix);
    }

    private void check(List<Problem> problems, String place, String what, String fix) {
        String file = folder.resolve("holdfast.yaml").toString();
        Problem expected = problems.stream()
                .filter(problem -> problem.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError(what + " is not among " + problems));
        assertTrue(expected.isError());
        assertEquals(
                place.isEmpty() ? file : file + ":" + place, expected.place().toString());
        assertEquals(fix, expected.fix());
    }
}
