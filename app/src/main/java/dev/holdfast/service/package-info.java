/** What a person can do, once, for the command line and the web page; and what to tell when it fails. */
@NullMarked
package dev.holdfast.service;

import org.jspecify.annotations.NullMarked;
