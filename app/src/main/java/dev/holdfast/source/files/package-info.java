/** Files and folders of this machine as a job's file describes them. */
@NullMarked
package dev.holdfast.source.files;

import org.jspecify.annotations.NullMarked;
