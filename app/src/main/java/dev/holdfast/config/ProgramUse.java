package dev.holdfast.config;

/**
 * A program that is a source.
 *
 * @param key where it is named, such as {@code jobs.app.sources[0].command.run[0]}
 */
public record ProgramUse(String key, String program, Place place) {}
