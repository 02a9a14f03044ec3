/** {@code chirp model} and {@code chirp eval}: which model hears, and how well. */
@NullMarked
package dev.chirp.cli.model;

import org.jspecify.annotations.NullMarked;
