/**
 * Which paths a command takes and which it leaves out: restic's pattern language and rules, over names that are
 * bytes.
 */
@NullMarked
package dev.holdfast.engine.filter;

import org.jspecify.annotations.NullMarked;
