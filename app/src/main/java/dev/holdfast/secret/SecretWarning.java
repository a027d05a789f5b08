package dev.holdfast.secret;

/**
 * Something about a secret that works but should not stay so.
 *
 * @param what is the matter
 * @param fix what to do
 */
public record SecretWarning(String what, String fix) {}
