package dev.chirp.gateway.request;

import java.util.Set;

/** The authenticated sender of a request; every query is scoped to {@code userId}. */
public record Caller(long userId, Set<String> scopes) {}
