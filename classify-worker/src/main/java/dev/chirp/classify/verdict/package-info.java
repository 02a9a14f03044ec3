/** From scores to what is said of a recording. */
@NullMarked
package dev.chirp.classify.verdict;

import org.jspecify.annotations.NullMarked;
