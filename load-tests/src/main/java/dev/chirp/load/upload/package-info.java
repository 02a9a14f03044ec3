/** Long recordings on their way up, and what others would take for that. */
@NullMarked
package dev.chirp.load.upload;

import org.jspecify.annotations.NullMarked;
