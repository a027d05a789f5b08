/** Reads holdfast.yaml into jobs, or says every problem of it at once, each with its line, cause and fix. */
@NullMarked
package dev.holdfast.config;

import org.jspecify.annotations.NullMarked;
