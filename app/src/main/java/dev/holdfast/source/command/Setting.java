package dev.holdfast.source.command;

import java.io.File;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the commands of a job are run with.
 *
 * @param environment all variables that they get
 * @param folder in which they are started
 * @param programVersion of this program, for the manifest
 * @param says is told each line that a command writes to its standard error, by any thread
 */
public record Setting(
        Map<String, String> environment,
        File folder,
        InstantSource clock,
        ZoneId zone,
        String programVersion,
        Consumer<String> says) {}
