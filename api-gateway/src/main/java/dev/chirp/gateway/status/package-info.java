/** What the platform says about itself to devices and people. */
@NullMarked
package dev.chirp.gateway.status;

import org.jspecify.annotations.NullMarked;
