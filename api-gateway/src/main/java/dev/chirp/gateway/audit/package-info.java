/** The audit log, for those who look into what was done and by whom. */
@NullMarked
package dev.chirp.gateway.audit;

import org.jspecify.annotations.NullMarked;
