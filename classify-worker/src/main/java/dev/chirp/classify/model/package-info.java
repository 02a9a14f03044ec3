/** Model packs: read, verified, loaded and run. */
@NullMarked
package dev.chirp.classify.model;

import org.jspecify.annotations.NullMarked;
