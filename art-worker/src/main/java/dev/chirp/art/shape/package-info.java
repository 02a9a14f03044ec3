/** The outlines of birds: what a silhouette is made of and where its areas lie. */
@NullMarked
package dev.chirp.art.shape;

import org.jspecify.annotations.NullMarked;
