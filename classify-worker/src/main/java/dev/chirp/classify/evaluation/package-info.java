/** How good a model is on recordings whose birds are known. */
@NullMarked
package dev.chirp.classify.evaluation;

import org.jspecify.annotations.NullMarked;
