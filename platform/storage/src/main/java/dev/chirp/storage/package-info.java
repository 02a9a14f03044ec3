/** The blob store: audio and sprites by key. */
@NullMarked
package dev.chirp.storage;

import org.jspecify.annotations.NullMarked;
