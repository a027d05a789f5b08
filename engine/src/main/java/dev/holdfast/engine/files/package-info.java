/** Files of this machine as a source of a backup. */
@NullMarked
package dev.holdfast.engine.files;

import org.jspecify.annotations.NullMarked;
