/** What all HTTP answers have in common: the id of a request, problem documents, headers that nobody can read. */
@NullMarked
package dev.chirp.web;

import org.jspecify.annotations.NullMarked;
