package dev.holdfast.config;

import dev.holdfast.job.Job;
import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.job.RepositorySettings;
import dev.holdfast.secret.Environment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the main file, the files it names, and puts their parts together. For one use. */
final class ConfigLoader {
    /** Keys of which all files together may have one. */
    private static final List<String> ONCE = List.of("web", "metrics", "state");

    private final Findings findings = new Findings();
    private final Environment given;
    private final List<Path> files = new ArrayList<>();

    ConfigLoader(Environment given) {
        this.given = given;
    }

    Config load(Path main) {
        return load(main, parse(main));
    }

    Config load(Path main, String text) {
        files.add(main);
        return load(main, YamlParser.parse(text, main.toString(), findings));
    }

    private Config load(Path main, Optional<YamlNode> root) {
        if (root.isEmpty()) {
            return new Config.Invalid(findings.sorted(), given, List.of(), List.of());
        }
        FileLists lists = new FileLists(main, findings);
        Environment environment = given.withDefaults(lists.variables(root.get(), given));
        List<Path> included = lists.included(root.get(), environment);
        files.addAll(lists.variableFiles());

        Reading.Session session = Reading.Session.start(findings, environment);
        List<FilePart> parts = new ArrayList<>();
        read(root.get(), main, session).ifPresent(parts::add);
        for (Path file : included) {
            parse(file).ifPresent(node -> {
                refuseLists(node);
                read(node, file, session).ifPresent(parts::add);
            });
        }
        checkWhole(root.get(), session);
        return findings.hasErrors()
                ? new Config.Invalid(
                        findings.sorted(), environment, List.copyOf(session.secrets()), List.copyOf(session.programs()))
                : new Config.Loaded(together(main, parts, session), findings.sorted());
    }

    private Optional<YamlNode> parse(Path file) {
        files.add(file);
        return YamlText.read(file, YamlText.Kind.CONFIGURATION, findings)
                .flatMap(text -> YamlParser.parse(text, file.toString(), findings))
                .filter(node -> isNotEmpty(node, file));
    }

    private boolean isNotEmpty(YamlNode node, Path file) {
        boolean nothing = node instanceof YamlNode.Scalar scalar && scalar.isNothing();
        if (nothing) {
            findings.error(
                    Place.wholeFile(file.toString()),
                    "is empty",
                    "begin with examples/first.yaml, or let `holdfast quickstart PATH` write it");
        }
        return !nothing;
    }

    private Optional<FilePart> read(YamlNode root, Path file, Reading.Session session) {
        if (root instanceof YamlNode.Mapping mapping) {
            for (String key : ONCE) {
                mapping.entry(key).ifPresent(entry -> defineOnce(entry, session));
            }
        }
        Path folder = Optional.ofNullable(file.getParent()).orElse(file);
        return RootShape.SHAPE.read(root, Reading.ofFile(session, folder, root.place()));
    }

    private void defineOnce(YamlNode.Entry entry, Reading.Session session) {
        Place place = entry.key().place();
        session.references()
                .define(References.Kind.KEY, entry.key().text(), place)
                .ifPresent(first -> findings.error(
                        place,
                        entry.key().text() + ": is here a second time; first at " + first,
                        "keep one of the two"));
    }

    private void refuseLists(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            for (Key<?> key : List.of(RootShape.INCLUDE, RootShape.ENV_FILE)) {
                mapping.entry(key.name())
                        .ifPresent(entry -> findings.error(
                                entry.key().place(),
                                key.name() + ": can't stand in an included file",
                                "write it in the main file"));
            }
        }
    }

    private void checkWhole(YamlNode root, Reading.Session session) {
        session.references().check();
        if (!(root instanceof YamlNode.Mapping mapping)) {
            return;
        }
        if (mapping.entry("version").isEmpty()) {
            findings.error(root.place(), "version is missing", "begin the file with version: 1");
        }
        if (session.references().hasNone(References.Kind.REPOSITORY)
                && mapping.entry("repositories").isEmpty()) {
            findings.error(root.place(), "repositories is missing", "say under repositories: where backups go");
        }
        if (session.references().hasNone(References.Kind.JOB)
                && mapping.entry("jobs").isEmpty()) {
            findings.error(root.place(), "jobs is missing", "say under jobs: what is backed up");
        }
    }

    private Configuration together(Path main, List<FilePart> parts, Reading.Session session) {
        Map<RepositoryName, RepositorySettings> repositories = new LinkedHashMap<>();
        Map<JobName, Job> jobs = new LinkedHashMap<>();
        Optional<Path> state = Optional.empty();
        for (FilePart part : parts) {
            repositories.putAll(part.repositories());
            jobs.putAll(part.jobs());
            state = state.or(part::state);
        }
        return new Configuration(
                main, files, session.environment(), repositories, jobs, state, session.secrets(), session.programs());
    }
}
