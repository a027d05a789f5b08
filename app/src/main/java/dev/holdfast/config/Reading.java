package dev.holdfast.config;

import dev.holdfast.job.InvalidValue;
import dev.holdfast.secret.Environment;
import dev.holdfast.secret.SecretRef;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The reading of one value: where it is, what it may look up, and where problems go. All readings of a configuration
 * share the findings, references and secrets.
 */
final class Reading {
    private final Session session;
    private final Path folder;
    private final String path;
    private final String pattern;
    private final Place owner;

    /** What all readings of one configuration share. */
    record Session(
            Findings findings,
            Environment environment,
            References references,
            List<SecretUse> secrets,
            List<ProgramUse> programs) {
        static Session start(Findings findings, Environment environment) {
            return new Session(findings, environment, new References(), new ArrayList<>(), new ArrayList<>());
        }
    }

    private Reading(Session session, Path folder, String path, String pattern, Place owner) {
        this.session = session;
        this.folder = folder;
        this.path = path;
        this.pattern = pattern;
        this.owner = owner;
    }

    /**
     * The reading of a whole file.
     *
     * @param folder that relative paths start from
     */
    static Reading ofFile(Session session, Path folder, Place start) {
        return new Reading(session, folder, "", "", start);
    }

    /** The reading of the value of a key. */
    Reading key(String key, Place place) {
        String shown = shown(key);
        return child(
                path.isEmpty() ? shown : path + "." + shown, pattern.isEmpty() ? shown : pattern + "." + shown, place);
    }

    /** The reading of a value whose key is a name that the user chose. */
    Reading name(String name, Place place) {
        return child(path + "." + shown(name), pattern + ".*", place);
    }

    private static String shown(String key) {
        String quoted = Quoted.of(key);
        return quoted.substring(1, quoted.length() - 1);
    }

    /** The reading of one value of a list. */
    Reading item(int index, Place place) {
        return child(path + "[" + index + "]", pattern + "[]", place);
    }

    private Reading child(String childPath, String childPattern, Place place) {
        return new Reading(session, folder, childPath, childPattern, place);
    }

    /** Where the value's key is. */
    Place owner() {
        return owner;
    }

    References references() {
        return session.references();
    }

    /** Whether so much is wrong that nothing more is to be looked for. */
    boolean hasEnough() {
        return session.findings().isFull();
    }

    /** Reports an error about this value. */
    void error(Place place, String what, String fix) {
        session.findings().error(place, path.isEmpty() ? what : path + ": " + what, fix);
    }

    void error(Place place, InvalidValue invalid) {
        error(place, invalid.what(), invalid.fix());
    }

    /** Reports that a value is not of the kind that is expected. */
    void unexpected(YamlNode node, String expected) {
        boolean nothing = node instanceof YamlNode.Scalar scalar && scalar.isNothing();
        String what = nothing ? "the value is missing" : "there is " + node.described() + " where it can't be";
        error(node.place(), what, "write " + expected);
    }

    /** Where a key belongs that is unknown in this value, if one of that name or nearer than {@code distance} to it is known elsewhere. */
    Optional<String> elsewhere(String key, int distance) {
        return KnownKeys.elsewhere(key, pattern, path, distance);
    }

    /** Reports what this version does not do with this value; returns whether it can't do without. */
    boolean isRefused(Place place) {
        Optional<NotYet> notYet = NotYet.find(pattern);
        notYet.ifPresent(each -> each.report(path, place, session.findings()));
        return notYet.isPresent() && !notYet.get().ignored();
    }

    /** The text with variables put in, or empty with the problem reported. */
    Optional<String> expand(YamlNode.Scalar scalar) {
        return Variables.expand(scalar.text(), session.environment(), (what, fix) -> error(scalar.place(), what, fix));
    }

    /** Remembers that a secret is needed, unless it is for something that this version does not do. */
    void needs(SecretRef secret, Place place) {
        if (!NotYet.covers(pattern)) {
            session.secrets().add(new SecretUse(path, secret, place));
        }
    }

    /** Remembers that a program will be run. */
    void runs(String program, Place place) {
        session.programs().add(new ProgramUse(path, program, place));
    }

    /** A path in which a leading ~ stands for the home folder; others stay as they are. */
    String withHome(String text) {
        if (!text.equals("~") && !text.startsWith("~/")) {
            return text;
        }
        String home = session.environment()
                .get("HOME")
                .filter(value -> value.startsWith("/"))
                .orElseThrow(() -> new InvalidValue("~ can't be used: HOME is not set", "write the full path"));
        return home + text.substring(1);
    }

    /** A path on this machine; a relative one starts from the file's folder. */
    Path resolve(String text) {
        if (text.isBlank()) {
            throw new InvalidValue("the path is empty", "write a path such as /srv/backup");
        }
        try {
            return folder.resolve(withHome(text)).normalize();
        } catch (InvalidPathException e) {
            throw new InvalidValue(
                    Quoted.of(text) + " is not a path on this system: " + e.getReason(),
                    "use another path, or set LANG=C.UTF-8 if it has letters that are not ASCII");
        }
    }
}
