package dev.holdfast.service;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.posix.ProgramSearch;
import dev.holdfast.engine.repo.Client;
import dev.holdfast.engine.repo.SystemProcesses;
import dev.holdfast.secret.Environment;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;

/**
 * Everything that the program is given from outside.
 *
 * @param workingDirectory absolute
 * @param randomness made when first asked for: it takes a good part of the time of a short command
 * @param version of this program, such as {@code 0.1.0}
 * @param terminal which of {@code out} and {@code err} are one
 */
public record Surroundings(
        Environment environment,
        ByteString workingDirectory,
        InputStream in,
        PrintStream out,
        PrintStream err,
        InstantSource clock,
        ZoneId zone,
        Supplier<SecureRandom> randomness,
        String version,
        Terminal terminal) {

    /** This program as a repository sees it. */
    public Client client() {
        boolean posix = Posix.isSupported();
        String user = posix ? Posix.userName() : "";
        return new Client(
                posix ? Posix.hostname() : plainHostname(),
                user.isEmpty() ? System.getProperty("user.name", "") : user,
                posix ? Posix.userId() : 0,
                posix ? Posix.groupId() : 0,
                ProcessHandle.current().pid(),
                new SystemProcesses(),
                clock,
                zone,
                random());
    }

    /** Where programs are found that are started by name. */
    public ProgramSearch programs() {
        return new ProgramSearch(Path.of(workingDirectory.toString()), environment.get("PATH"));
    }

    /** Random numbers that nobody can guess. */
    public SecureRandom random() {
        return randomness.get();
    }

    /** Written into snapshots. */
    public String programVersion() {
        return "holdfast " + version;
    }

    private static String plainHostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
