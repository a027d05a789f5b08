/** The whole program in processes of its own: stopped, short of room, without rights. */
@NullMarked
package dev.holdfast.crash;

import org.jspecify.annotations.NullMarked;
