package dev.holdfast.config;

import dev.holdfast.secret.SecretRef;

/**
 * A secret that the configuration needs.
 *
 * @param key where it is needed, such as {@code repositories.cloud.password}
 */
public record SecretUse(String key, SecretRef secret, Place place) {}
