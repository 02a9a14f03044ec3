/** The front end: from samples to a normalised log-mel picture. */
@NullMarked
package dev.chirp.training.feature;

import org.jspecify.annotations.NullMarked;
