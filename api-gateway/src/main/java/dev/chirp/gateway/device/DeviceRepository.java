package dev.chirp.gateway.device;

import java.util.UUID;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The devices of a user, newest first. */
interface DeviceRepository extends Repository<Device, UUID> {
    Flux<Device> findByUserIdOrderByCreatedAtDesc(long userId, Pageable page);

    Mono<Long> countByUserId(long userId);

    Mono<Device> findByIdAndUserId(UUID id, long userId);
}
