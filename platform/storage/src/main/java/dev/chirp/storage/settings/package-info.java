/** Which blob store a service uses. */
@NullMarked
package dev.chirp.storage.settings;

import org.jspecify.annotations.NullMarked;
