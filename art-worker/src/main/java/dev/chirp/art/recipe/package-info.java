/** What a species looks like: a silhouette and the colours that are laid on its areas. */
@NullMarked
package dev.chirp.art.recipe;

import org.jspecify.annotations.NullMarked;
