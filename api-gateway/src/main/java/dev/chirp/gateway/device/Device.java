package dev.chirp.gateway.device;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A row of {@code device}, as lists show it. */
@Table("device")
record Device(
        @Id UUID id,
        long userId,
        String name,
        @Nullable String timezone,
        @Nullable Double latitude,
        @Nullable Double longitude,
        Instant createdAt) {}
