package dev.chirp.gateway.auth;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How this deployment signs and how long its tokens live.
 *
 * @param keysDir holds the signing keys; every instance of the gateway must see the same folder
 * @param keyLead how long a new key is published before it signs
 * @param keyLifetime after which a new key is made; its predecessor stays published until its tokens have expired
 * @param keyLookEvery how often an instance looks at the folder, less than the lead
 * @param passwordHashingQueue sign-ins that may wait for a hashing thread, each; more are refused with 503
 */
@ConfigurationProperties("chirp.security")
public record SecuritySettings(
        String issuer,
        String audience,
        Path keysDir,
        Duration accessTokenLifetime,
        Duration refreshTokenLifetime,
        Duration keyLead,
        Duration keyLifetime,
        Duration keyLookEvery,
        int passwordHashingThreads,
        int passwordHashingQueue) {}
